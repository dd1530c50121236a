import type { station as en } from "../en/station.js";

export const station: Record<keyof typeof en, string> = {
  "station/port-taken":
    "Cổng {port} đã có chương trình khác dùng. Hãy đóng chương trình đó hoặc chọn cổng khác bằng --port.",
  "station/desktop/no-browser":
    "Không mở được trình duyệt. Hãy tự mở địa chỉ này trong trình duyệt, dùng được một lần: {address}",
  "station/desktop/no-data-folder":
    "Không dùng được thư mục dữ liệu {path} ({why}). Hãy xoá bớt tệp cho có chỗ trống, hoặc hỏi người đã cài đặt máy này.",
  "station/desktop/not-started":
    "Chương trình đã dừng mà chưa báo gì. Hãy tắt rồi bật lại máy tính; nếu vẫn vậy, hãy gửi tệp {file} cho người đã đưa chương trình.",
  "station/desktop/not-running": "Chương trình không chạy nên không cần kết thúc. Hãy bấm biểu tượng để mở.",
  "station/desktop/does-not-end":
    "Bản cũ của chương trình vẫn đang chạy. Hãy tắt rồi bật lại máy tính, sau đó mở bản mới.",
  "station/desktop/no-list": "Không có danh sách tệp {file}. Hãy giải nén lại thư mục từ tệp zip.",
  "station/desktop/not-whole":
    "{count} tệp của chương trình bị thiếu hoặc đã đổi ({files}). Hãy giải nén lại thư mục từ tệp zip.",
  "station/labels":
    "Hãy ghi số thẻ cần in nhãn thành các số và khoảng số, ví dụ 1-65,417, mỗi lần nhiều nhất {most} số",
  "station/onset-in-future": "Ngày khởi phát ở tương lai. Hãy kiểm tra ngày.",
  "station/no-such-token": "Kho dữ liệu này không có thẻ đó. Hãy tải lại trang.",
  "station/hand-over/too-early":
    "{name} giữ thẻ này từ {since} nên trước lúc đó không thể là người khác. Hãy ghi lúc muộn hơn, hoặc sửa lại lúc {name} nhận thẻ.",
  "station/hand-over/returned": "{name} giữ thẻ này đến {since}. Hãy ghi lúc muộn hơn.",
  "station/hand-over/future": "Thẻ được giao vào lúc này hoặc trước đó. Hãy xem lại ngày giờ.",
  "station/hand-over/nobody": "Chưa ai giữ thẻ này. Hãy giao thẻ cho một người trước.",
  "station/hand-over/same-person": "{name} đang giữ thẻ này rồi. Nếu có chỗ ghi sai, hãy sửa thông tin.",
  "station/person/missing": "Người này không còn giữ thẻ nữa. Hãy tải lại trang.",
  "station/person/foreign": "Người này thuộc danh sách của đơn vị {unit}. Hãy để đơn vị đó sửa.",
  "station/half-prepared":
    "Thẻ {serial} mới chuẩn bị dở dang. Hãy chuẩn bị cho xong bằng bztoken prepare ở nơi giữ hộp khoá của thẻ.",
  "station/claim/number":
    "Thiết bị này tự nhận là thẻ {serial} mà không có khoá của thẻ đó: có người định lừa, hoặc thiết bị bị lỗi. Không lưu gì từ thiết bị này, dữ liệu đã lưu của thẻ {serial} vẫn nguyên như cũ. Hãy để riêng thiết bị và báo cho cơ quan quản lý biết ai đã mang đến.",
  "station/claim/in-service":
    "Thiết bị này tự nhận là thẻ {serial} đang được sử dụng mà không có khoá nào chứng minh: có người định lừa, hoặc thiết bị bị lỗi. Không lưu gì từ thiết bị này. Hãy để riêng thiết bị và báo cho cơ quan quản lý biết ai đã mang đến.",
  "station/claim/chip":
    "Thiết bị này tự nhận là thẻ chưa chuẩn bị mang số {serial}, nhưng đó không phải là số của chip bên trong: có người định lừa, hoặc thiết bị bị lỗi. Không lưu gì từ thiết bị này. Hãy để riêng thiết bị và báo cho cơ quan quản lý biết ai đã mang đến.",
  "station/claim/values":
    "Thiết bị này đưa ra điều mà không thẻ nào có thể đưa ra ({name}: {value}): có người định lừa, hoặc thiết bị bị lỗi. Đã dừng việc đọc. Hãy để riêng thiết bị và báo cho cơ quan quản lý biết ai đã mang đến.",
  "station/keys-locked":
    "Khoá của các thẻ đang dùng chưa được mở. Hãy đăng nhập bằng tệp khoá của đơn vị (trên dòng lệnh: --unit).",
  "station/wrong-key/operating-keys":
    "Trong kho dữ liệu này không có khoá thẻ nào gửi cho khoá này. Hãy dùng tệp khoá của đơn vị đã nhận khoá thẻ.",
  "station/sign-in/role": "Đây không phải tệp khoá của đơn vị. Hãy đăng nhập bằng tệp khoá của đơn vị.",
  "station/case-closed/lost":
    "Hồ sơ ca bệnh {id} đã đóng: những gì đã mở không còn nữa. Nếu cần thì truy vết lại.",
  "station/case-closed/already": "Hồ sơ ca bệnh {id} đã đóng rồi. Không cần làm gì thêm.",
  "station/wrong-key/box":
    "Khoá này không mở được hộp khoá {kind} của thẻ {serial}. Hãy dùng khoá của cán bộ được giao bí mật của thẻ.",
  "station/wrong-key/two-roles":
    "Khoá {key} của {role} có khoá hoặc dấu vân tay trùng với {other}, mà máy này biết là khoá của {known}. Không ai dùng một khoá cho cả hai vai trò. Hãy xin tạo khoá mới (bztoken keys) rồi so dấu vân tay.",
  "station/wrong-key/old-version":
    "Khoá {key} do phiên bản cũ của chương trình tạo ra và máy này chưa biết. Dấu vân tay của khoá không phân biệt được khoá của cán bộ với khoá của đơn vị. Hãy xin tạo khoá mới (bztoken keys new) rồi so dấu vân tay.",
  "station/no-reason":
    "Khoá của cán bộ chỉ mở hộp khoá khi có lý do, và lý do được ghi vào sổ. Hãy viết lý do bằng lời.",
  "station/left/resealed":
    "Lưu ý: {who} đã có hộp khoá đến nay và có thể còn giữ hộp cũ. Hộp cũ mở được những gì thẻ đã ghi trước đây; kèm với những gì nghe lén được trên đường truyền khi thay khoá, hộp cũ mở được cả bí mật mới. Hãy chỉ thay khoá các thẻ này tại bàn tin cậy, nơi không ai nghe lén được, hoặc xoá thẻ rồi chuẩn bị lại.",
  "station/left/rekeyed":
    "Lưu ý: {who} đã từng có hộp khoá của thẻ này. Ai còn giữ hộp cũ và nghe lén đường truyền này thì cũng có bí mật mới. Nếu đây không phải bàn tin cậy, nơi không ai nghe lén được, hãy xoá thẻ rồi chuẩn bị lại.",
  "station/public-key-missing":
    "Kho dữ liệu này thiếu khoá công khai {key}. Hãy niêm phong lại các hộp khoá (bztoken reseal).",
  "station/recipients/unit": "Không bao giờ giao bí mật của thẻ cho khoá của đơn vị. Hãy bỏ tệp khoá đó ra.",
  "station/recipients/missing":
    "Hãy chọn tệp khoá công khai của ít nhất một cán bộ và của khoá khôi phục bằng --officers.",
  "station/wrong-key/every-box":
    "Khoá này không mở được mọi hộp khoá (chẳng hạn hộp của thẻ {serial}). Hãy dùng khoá khôi phục.",
  "station/no-boxes/none":
    "Kho dữ liệu này không có hộp khoá nào. Hãy chọn kho của cơ quan quản lý bằng --store.",
  "station/case-too-long":
    "Một hồ sơ ca bệnh gồm nhiều nhất {days} ngày. Hãy cho biết ngày cách ly, hoặc truy ngược ít ngày hơn.",
  "station/sealed/no-box":
    "Nhật ký thẻ {token} được niêm phong mà kho dữ liệu này không có hộp khoá của thẻ. Hãy truy vết trong kho của cơ quan quản lý.",
  "station/never-read": "Chưa đọc thẻ {token} vào kho dữ liệu này. Hãy đọc thẻ trước (bztoken sync).",
  "station/wrong-key/token":
    "Khoá này không mở được hộp khoá nào của thẻ {token}. Hãy dùng khoá của cán bộ được giao bí mật của thẻ.",
  "station/sealed/no-key":
    "Nhật ký thẻ {token} được niêm phong. Hãy chọn tệp khoá của cán bộ truy vết (--key).",
  "station/date-in-doubt/prepare": "{doubt}. Chưa chuẩn bị gì. {remedy}.",
  "station/prepared-as": "Thẻ này đang được chuẩn bị với số {serial}. Hãy làm tiếp với --serial {number}.",
  "station/number-taken": "Số {serial} đã được giao cho một thẻ khác trước đây. Hãy chọn số khác.",
  "station/token/hung":
    "Thẻ đã bị treo và tự khởi động lại {count} lần từ lần đọc trước; những gì nghe được trong khoảng giờ trước đó đã mất. Nếu còn lặp lại, hãy phát thẻ khác.",
  "station/token/self-check":
    "Thẻ tự kiểm tra khi khởi động thấy lỗi ({faults}). Hãy để riêng thẻ này và phát thẻ khác.",
  "station/unsound-token": "Thẻ không tốt ({faults}). Hãy để riêng thẻ này; chưa chuẩn bị gì.",
  "station/other-number": "Thẻ nhận số khác với số được giao. Hãy để riêng thẻ này vì bị lỗi.",
  "station/other-chip": "Ở cổng này là một thẻ khác với thẻ vừa xem. Hãy rút ra rồi cắm lại.",
  "station/not-in-stock":
    "Thẻ {tokens} mới chuẩn bị dở. Hãy cắm lại vào dây chuyền chuẩn bị thẻ (bztoken line) trước.",
  "station/line/no-number": "Các số được cấp đã dùng hết. Hãy chạy lại dây chuyền với nhiều số hơn.",
  "station/line/of-another":
    "Thẻ này đang được chuẩn bị dở với số {serial} ở dây chuyền khác. Hãy làm tiếp ở đó. Nếu dây chuyền đó không còn: khởi động lại thẻ với D1 ở 3,3 V rồi xoá trắng (bztoken flash --erase-log).",
  "station/line/other-program":
    "Đã ghi phiên bản {wanted} mà thẻ vẫn chạy phiên bản {found}. Hãy rút ra rồi cắm lại, hoặc để riêng thẻ này.",
  "station/line/not-started":
    "Đã ghi chương trình mà thẻ không trả lời. Hãy rút ra rồi cắm lại, hoặc để riêng thẻ này.",
  "station/line/which":
    "Thẻ này đã được đưa vào sử dụng, và việc chuẩn bị thẻ {tokens} đã bị cắt ngang. Có phải thẻ đó không thì phải có khoá của cán bộ mới biết: hãy chọn khoá bằng --key.",
  "station/in-service/prepared":
    "Thẻ này đã được đưa vào sử dụng. Chỉ cán bộ quản lý mới xoá được thẻ để làm lại như mới.",
  "station/in-service/which":
    "Thẻ này đã được đưa vào sử dụng; có phải thẻ {serial} không thì phải có khoá của cán bộ mới biết. Hãy chọn khoá bằng --key.",
  "station/in-service/other": "Thẻ này đã được đưa vào sử dụng và không phải thẻ {serial}. Hãy cắm đúng thẻ.",
  "station/not-back": "Thẻ khởi động lại nhưng không phải là thẻ vừa chuẩn bị. Hãy chuẩn bị lại một lần nữa.",
  "station/epoch-falls":
    "Khoá vận hành của thẻ {serial} đang ở đợt {epoch} và không bao giờ lùi. Hãy chọn đợt đó hoặc lớn hơn.",
  "station/other-token": "Đây là thẻ {found}, không phải thẻ {serial}. Chưa xoá gì; hãy cắm đúng thẻ.",
  "station/unread-records":
    "Thẻ {serial} còn bản ghi chưa máy nào đọc. Hãy đọc thẻ trước (bztoken sync), hoặc bỏ chúng bằng --unread.",
  "station/release/no-unit":
    "Danh bạ không có đơn vị {code}, hoặc có hơn một. Hãy ghi mã đơn vị (bztoken units list).",
  "station/release/no-tokens":
    "Không có thẻ đang dùng nào của {unit} mà khoá này mở được hộp quản trị. Chưa phát hành gì; hãy kiểm tra đơn vị và khoá.",
  "station/release/cut":
    "Thẻ {serial} bị rút ra hoặc ngừng trả lời khi đang nhận phần mềm mới {firmware}. Thẻ vẫn chạy phần mềm cũ, không mất gì. Hãy cắm lại và kiểm tra thẻ để nhận tiếp.",
  "station/release/not-kept":
    "Thẻ {serial} đã {tries} lần nhận phần mềm mới {firmware}, lần nào cũng trở về phần mềm trước đó. Thẻ vẫn dùng được như trước và sẽ không nhận lại bản này. Hãy đưa thẻ cho cơ quan quản lý xem.",
  "station/release/nothing-staged": "Chưa có phần mềm mới nào dành cho thẻ {serial}. Thẻ được giữ nguyên.",
  "station/not-prepared/nothing-to-do":
    "Chưa ai chuẩn bị thẻ này nên không cần khoá của cán bộ. Hãy làm lại mà không có --key.",
  "station/not-prepared/first": "Chưa ai chuẩn bị thẻ này. Hãy chuẩn bị thẻ trước (bztoken prepare).",
  "station/date-in-doubt/rekey": "{doubt}. Chưa thay đổi gì. {remedy}.",
  "station/wrong-key/generation":
    "Khoá này không mở được hộp khoá {kind} của bí mật hiện tại của thẻ (đời {generation}). Hãy dùng khoá của cán bộ có hộp khoá đó.",
  "station/wrong-key/admin-boxes":
    "Khoá này không mở được hộp khoá quản lý của thẻ {tokens}. Hãy kiểm tra các số thẻ hoặc khoá.",
  "station/wrong-key/no-admin-box":
    "Khoá này không mở được hộp khoá quản lý nào trong kho dữ liệu này. Hãy chọn kho của cơ quan quản lý và khoá của cán bộ.",
  "station/pack/unreadable": "Không đọc được gói {path}: {why}. Hãy kiểm tra đường dẫn, hoặc cắm lại USB.",
  "station/pack/no-file": "{path} không phải là tệp. Hãy chọn một gói.",
  "station/pack/older":
    "Gói này (lập lúc {made} UTC) cũ hơn gói đã nhận trước đó. Chưa thay đổi gì; hãy dùng gói mới nhất.",
  "station/store/missing":
    "Không có kho dữ liệu ở {path}. Hãy đọc một thẻ trước (bztoken sync), hoặc chọn đúng tệp bằng --store.",
  "station/store/not-openable":
    "Không mở được kho dữ liệu {path}. Hãy kiểm tra thư mục có tồn tại và được phép ghi không.",
  "station/store/no-file": "{path} không phải là tệp. Hãy chọn kho dữ liệu bằng --store FILE.",
  "station/store/newer":
    "Kho dữ liệu {path} do phiên bản chương trình mới hơn ghi ({version}, ở đây biết đến {known}). Hãy cập nhật chương trình trước.",
  "station/store/foreign":
    "{path} không phải kho dữ liệu của chương trình này. Chưa thay đổi gì; hãy chọn tệp khác bằng --store.",
  "station/store/damaged":
    "Kho dữ liệu {path} bị hỏng hoặc chép thiếu. Hãy khôi phục từ một bản sao; chưa thay đổi gì.",
  "station/store/busy":
    "Kho dữ liệu {path} đang được chương trình khác dùng. Hãy đóng chương trình đó rồi thử lại.",
  "station/store/read-only": "Không được ghi vào kho dữ liệu {path}. Hãy kiểm tra thư mục và quyền ghi.",
  "station/store/full": "Không ghi được kho dữ liệu {path}. Hãy kiểm tra chỗ trống trên ổ đĩa.",
  "station/store/replaced":
    "Kho dữ liệu {path} vừa được thay chìa khoá. Hãy mở lại chương trình; những gì đã báo ghi xong không mất.",
  "station/store-key/none":
    "Kho dữ liệu {path} đã mã hoá. Hãy cắm USB chìa khoá, hoặc nhập mã trên tờ giấy cất riêng.",
  "station/store-key/other":
    "Chìa khoá đang có không mở được kho dữ liệu {path}: chìa khoá của máy khác, hoặc phần đầu tệp bị hỏng. Chưa thay đổi gì. Hãy cắm USB chìa khoá của máy này, hoặc khôi phục từ bản sao lưu.",
  "station/store-key/length": "Mã có {whole} chữ và số, ở đây có {count}. Hãy nhập đủ tám nhóm.",
  "station/store-key/mistyped": "Mã này không đúng, có chữ hoặc số bị sai. Hãy so lại với tờ giấy.",
  "station/store-key/needed": "Dữ liệu trên máy này đã mã hoá. Hãy cắm USB chìa khoá.",
  "station/store-key/no-stick": "Không còn thấy USB. Hãy cắm lại.",
  "station/store-key/not-noted":
    "Đây không phải nhóm cuối của mã. Hãy chép mã ra giấy rồi nhập lại nhóm cuối.",
  "station/store-key/not-made": "Ở đây không có chìa khoá mới nào đang chờ dùng. Hãy tạo lại.",
  "station/store-key/reading": "Đang đọc thẻ. Hãy chờ đọc xong rồi đổi chìa khoá.",
  "station/store-key/changing": "Kho dữ liệu đang được đổi chìa khoá. Hãy thử lại sau giây lát.",
  "station/store-key/encrypted":
    "Kho dữ liệu {path} đã mã hoá rồi. Hãy thay chìa khoá bằng bztoken store change-key.",
  "station/store-key/plain": "Kho dữ liệu {path} chưa mã hoá. Hãy mã hoá bằng bztoken store encrypt.",
  "station/store-key/server": "Kho dữ liệu này ở trong PostgreSQL. Hãy mã hoá ổ đĩa của máy chủ.",
  "station/store-key/same-disk":
    "{folder} nằm cùng ổ đĩa với kho dữ liệu, ai lấy ổ đĩa là lấy cả hai. Hãy chọn thư mục trên USB.",
  "station/store/server/address":
    "Địa chỉ cơ sở dữ liệu PostgreSQL này không đúng. Hãy viết như postgres://nguoidung@maychu/dulieu.",
  "station/store/server/refused":
    "Cơ sở dữ liệu {path} không cho chương trình này vào ({why}). Hãy xem lại tên người dùng, mật khẩu và tên cơ sở dữ liệu.",
  "station/store/move/not-empty":
    "Kho dữ liệu {path} đã có dữ liệu. Hãy chuyển vào một cơ sở dữ liệu trống hoặc một tệp mới.",
  "station/store/move/differs":
    "Dữ liệu chuyển sang khác với bản gốc ({tables}) nên không giữ lại gì. Hãy thử lại; nếu vẫn vậy, hãy kiểm tra ổ đĩa.",
  "station/store/role/file":
    "Tệp thì không có vai trò, chỉ cơ sở dữ liệu PostgreSQL dùng chung mới có. Hãy viết --store postgres://chu@maychu/dulieu.",
  "station/store/role/no-unit":
    "Hiện không có đơn vị nào trong kho này mang mã {code}. Hãy nhập đơn vị trước (bztoken units), hoặc viết đúng mã như trong đó.",
  "station/store/server/password":
    "Cơ sở dữ liệu {path} không nhận mật khẩu này. Hãy đặt đúng mật khẩu vào PGPASSWORD hoặc vào tệp mà PGPASSFILE chỉ tới.",
  "station/store/server/password-shown":
    "Mật khẩu viết trong địa chỉ thì người khác dùng chung máy đọc được. Hãy để mật khẩu trong tệp mà PGPASSFILE chỉ tới, hoặc trong PGPASSWORD.",
  "station/store/server/no-rights":
    "Vai trò này không được làm việc đó trong cơ sở dữ liệu {path} ({why}). Hãy nhờ chủ cơ sở dữ liệu mở bằng phiên bản chương trình này và tạo vai trò bằng bztoken store role.",
  "station/store/server/other-unit":
    "Cơ sở dữ liệu {path} giữ phần này cho đơn vị khác: thẻ đã giao cho nơi khác, hoặc dòng của nơi khác. Hãy nhờ cấp trên của cả hai giao lại (bztoken store give).",
  "station/store/server/no-unit":
    "Cơ sở dữ liệu {path} dùng chung cho nhiều đơn vị, còn vai trò này không thuộc đơn vị nào. Hãy dùng vai trò của đơn vị mình (tạo bằng bztoken store role).",
  "station/store/server/old":
    "Cơ sở dữ liệu {path} chạy PostgreSQL {version}. Hãy nhờ người quản trị nâng máy chủ lên bản {oldest} hoặc mới hơn.",
  "station/store/server/no-tls":
    "Máy chủ của {path} không có TLS, họ tên sẽ đi qua mạng ai cũng đọc được. Hãy nhờ người quản trị bật TLS, hoặc viết ?sslmode=disable nếu bản thân đường mạng đã mã hoá.",
  "station/store/server/wants-tls":
    "Máy chủ của {path} không nhận ai nếu thiếu TLS. Hãy viết thêm ?sslmode=verify-full vào cuối địa chỉ.",
  "station/store/server/untrusted":
    "Không ai bảo đảm cho máy chủ của {path} ({why}). Hãy chỉ ra chứng thư của tỉnh bằng ?sslrootcert=TỆP và gọi máy chủ đúng tên trong chứng thư.",
  "station/store/server/lost":
    "Đường truyền tới {path} bị đứt, việc vừa làm chưa được lưu chút nào. Hãy làm lại; mọi thứ đã báo xong trước đó vẫn còn.",
  "station/store/server/in-doubt":
    "Đường truyền tới {path} đứt đúng lúc lưu và máy chủ chưa trở lại. Khi máy chủ trở lại, hãy xem việc vừa làm đã có chưa rồi mới làm lại.",
  "station/store/server/unreachable":
    "Cơ sở dữ liệu {path} không trả lời ({why}). Hãy kiểm tra mạng và máy chủ rồi thử lại.",
  "station/helper/failed":
    "Máy phụ {command} không tính xong phần của mình trong ca bệnh ({why}). Hãy xem lại máy đó, hoặc bỏ nó khỏi BZTOKEN_HELPERS.",
  "station/helper/lies":
    "Kết quả của máy phụ {command} không đúng, không dùng chút nào. Hãy bỏ nó khỏi BZTOKEN_HELPERS và nhờ người kiểm tra máy đó.",
  "station/helper/no-task":
    "Lệnh này do chương trình của cán bộ trên máy khác gọi và giao việc (BZTOKEN_HELPERS).",
  "station/store/spread/already":
    "Kho dữ liệu {path} đã nằm trên nhiều máy chủ. Muốn thêm máy chủ, hãy trải một kho trống ra các máy chủ mới rồi dùng bztoken store move.",
  "station/store/server/records-away":
    "Một máy chủ giữ nhật ký của cơ sở dữ liệu {path} không trả lời (số {server}: {why}). Hãy nhờ người quản trị máy chủ đó xem lại rồi thử lại. Trong lúc chờ vẫn làm được việc với danh sách người, ca bệnh và các thẻ có nhật ký ở máy chủ khác.",
  "station/store/server/records-lost":
    "Một máy chủ giữ nhật ký của cơ sở dữ liệu {path} không trả lời (số {server}), việc vừa làm chưa được lưu chút nào. Hãy nhờ người quản trị máy chủ đó xem lại rồi làm lại.",
  "station/store/server/full":
    "Cơ sở dữ liệu {path} không ghi thêm được: ổ đĩa đầy hoặc chỉ cho đọc. Hãy báo người quản trị máy chủ.",
  "station/store/commune":
    "Đây là kho dữ liệu của xã, không bao giờ giữ hộp khoá. Hãy chọn kho của cơ quan quản lý bằng --store.",
  "station/store/authority":
    "Đây là kho dữ liệu của cơ quan quản lý; tệp kho thẻ thuộc về kho của xã. Hãy chọn kho của xã bằng --store.",
  "station/ledger/broken":
    "Có người đã can thiệp vào sổ ghi việc dùng khoá ({count} chỗ: {faults}). Hãy để nguyên kho dữ liệu và đối chiếu với bản sao lưu gần nhất.",
  "station/ledger/cut":
    "Trong {entries} dòng của sổ ghi việc dùng khoá không có dòng nào mang mã {head}. Các dòng cuối đã bị cắt bỏ hoặc cả sổ đã bị viết lại. Hãy đối chiếu với bản sao lưu gần nhất.",
  "station/account/not-first": "Kho dữ liệu này đã có tài khoản. Hãy đăng nhập bằng tài khoản của mình.",
  "station/account/name-taken":
    "Đã có, hoặc từng có, tài khoản tên {name}. Hãy chọn tên khác, vì tên này được ghi trong sổ.",
  "station/account/unknown": "Không có tài khoản nào tên {name}. Hãy xem bztoken accounts.",
  "station/account/missing": "Không còn tài khoản này. Hãy tải lại trang.",
  "station/account/wrong-pin": "Mã PIN không đúng với tài khoản này. Hãy nhập lại.",
  "station/account/wait": "Nhập sai mã PIN quá nhiều lần. Hãy thử lại sau {seconds} giây.",
  "station/account/blocked":
    "Nhập sai mã PIN mười lần liền. Hãy nhờ người quản trị cấp mã mới cho tài khoản này (bằng dòng lệnh: bztoken accounts reset).",
  "station/account/last-administrator":
    "Kho dữ liệu cần ít nhất một người quản trị. Hãy giao quyền quản trị cho tài khoản khác trước.",
  "station/account/signed-out": "Chưa ai đăng nhập ở trang này. Hãy đăng nhập bằng tài khoản của mình.",
  "station/account/page-locked": "Trang đang khoá. Hãy nhập mã PIN; những gì đã gõ vẫn còn.",
  "station/account/first-pin": "Có người khác biết mã PIN này. Hãy chọn mã của riêng mình trước.",
  "station/account/not-yours":
    "Tài khoản của bạn không được làm việc này. Hãy nhờ người phụ trách, hoặc xin người quản trị giao quyền.",
  "station/pin/short": "Mã PIN phải có ít nhất {least} ký tự. Hãy chọn mã dài hơn.",
  "station/pin/simple": "Mã PIN này quá dễ đoán. Hãy chọn mã khác.",
  "station/pin/same": "Đây là mã PIN cũ. Hãy chọn mã khác.",
  "station/backup/no-passphrase": "Bản sao lưu chưa có mật khẩu. Hãy đặt mật khẩu ở mục Sao lưu trước.",
  "station/backup/upload-gone": "Bản sao lưu đã gửi không còn ở đây. Hãy chọn lại tệp.",
  "station/backup/weak-passphrase":
    "Mật khẩu này quá dễ đoán. Hãy dùng ít nhất {least} ký tự, gồm vài từ không liên quan đến nhau.",
  "station/backup/has-passphrase":
    "Bản sao lưu đã có mật khẩu; ai biết mật khẩu đó thì khôi phục được. Không có gì thay đổi. Hãy tải lại trang.",
  "station/wrong-key/backup-keyring":
    "Không khoá nào trong {path} mở được bản sao lưu này: bản này đã quá hạn và khoá của nó đã bị huỷ, hoặc thuộc về chùm khoá khác. Hãy chọn bản sao lưu hoặc chùm khoá khác.",
  "station/backup/pg-dump":
    "{path} là cơ sở dữ liệu PostgreSQL, chương trình này không sao lưu được. Hãy nhờ người quản trị sao lưu bằng pg_dump.",
  "station/backup/server": "Bản sao lưu được khôi phục vào một tệp. Hãy chọn tệp mới bằng --store FILE.",
  "station/training-folder": "Khi tập huấn, bản sao lưu chỉ được ghi vào thư mục tập huấn: {path}",
  "station/backup/foreign":
    "{path} không phải bản sao lưu mà chương trình này biết. Chưa thay đổi gì; hãy chọn tệp khác.",
  "station/backup/cut":
    "Bản sao lưu {path} bị cắt cụt. Chưa thay đổi gì; hãy chép lại tệp hoặc dùng bản sao lưu trước đó.",
  "station/backup/damaged":
    "Bản sao lưu {path} bị hỏng hoặc đã bị sửa đổi. Chưa khôi phục gì; hãy chép lại tệp hoặc dùng bản sao lưu trước đó.",
  "station/backup/unfit": "Chưa khôi phục được kho dữ liệu nào từ {path}: {why}",
  "station/backup/no-pack":
    "{path} là bản sao lưu kho dữ liệu, không phải gói. Hãy khôi phục bằng bztoken restore.",
  "station/wrong-key/backup":
    "Bản sao lưu {path} không dành cho khoá này. Hãy dùng khoá đã được chọn khi sao lưu.",
  "station/wrong-key/backup-sender":
    "Bản sao lưu {path} do một khoá khác tạo ra. Hãy chọn tệp khoá công khai của người đã sao lưu bằng --from.",
  "station/file/exists": "Đã có tệp {path}. Hãy chọn tên khác; chưa thay đổi gì.",
  "station/file/no-room": "Không còn chỗ cho {path}. Hãy xoá bớt hoặc dùng USB khác rồi làm lại.",
  "station/file/no-name": "Không tệp nào đặt tên là {path} được. Hãy chọn tên khác.",
  "station/file/no-folder": "Không có thư mục của {path}. Hãy tạo thư mục, hoặc cắm lại USB.",
  "station/file/forbidden": "Không được ghi {path}. Hãy chọn thư mục khác.",
  "station/file/pulled-out":
    "USB chứa {path} đã bị rút ra hoặc bị hỏng. Hãy làm lại; không có gì bị dở dang.",
  "program/fault": "Chương trình gặp lỗi: {why}. Hãy báo người phụ trách máy tính.",
  "program/not-built": 'Không có {file}. Hãy chạy "npm run build".',
  "station/case/here":
    "Hồ sơ ca bệnh {id} đã có trong kho này và được giữ nguyên. Hãy đóng hồ sơ đó trước (bztoken case close), hoặc làm tiếp với nó.",
  "station/case/no-key":
    "Lập hồ sơ ca bệnh thì phải có cán bộ chịu trách nhiệm. Hãy chọn tệp khoá của cán bộ.",
  "station/case/has-name":
    "Chỉ hồ sơ theo điện thoại mà chưa rõ của ai mới gắn tên được. Hãy truy vết người khác theo tên của họ.",
  "station/case/own": "Hồ sơ này đã là của bạn. Hãy chọn tệp khoá công khai của một cán bộ khác.",
  "station/case/not-one":
    "Tệp này không chứa hồ sơ ca bệnh do chương trình ghi. Hãy xin người gửi một tệp khác.",
  "station/case/practice": "Hồ sơ thực hành chỉ tồn tại đến khi tắt chương trình, nên không bàn giao được.",
  "station/case/locked": "Hồ sơ ca bệnh này đang khoá. Hãy mở bằng tệp khoá của cán bộ đã lập hồ sơ.",
  "station/case/changed":
    "Hồ sơ ca bệnh này đã được truy vết lại hoặc đã đóng nên điều vừa ghi chưa được giữ. Hãy mở lại hồ sơ.",
  "station/case/no-log": "Không thẻ nào ghi nhận gì về những người này. Hãy hỏi họ về những người họ đã gặp.",
  "station/case/old":
    "Hồ sơ ca {id} do chương trình cũ lưu, khi đó mức gần xa được xét theo cách khác. Hãy truy vết lại ca F0 này; ghi chú và việc đã làm được giữ nguyên.",
  "station/case/newer":
    "Hồ sơ ca {id} do phiên bản mới hơn của chương trình lưu. Hãy cập nhật chương trình trước.",
  "station/case/missing": "Kho dữ liệu này không có hồ sơ ca bệnh {id}. Hãy xem bztoken case list.",
  "station/case/several": "Có nhiều hồ sơ ca bệnh bắt đầu bằng {id}. Hãy viết dài hơn.",
  "station/in-service/no-key":
    "Thẻ này đang được sử dụng. Hãy chọn khoá của cán bộ bằng --key và kho của cơ quan quản lý bằng --store.",
  "station/wrong-key/in-service":
    "Thẻ này đang được sử dụng mà khoá này không mở được hộp khoá nào của thẻ. Hãy dùng khoá của cán bộ được giao bí mật của thẻ.",
  "station/in-file": "{path}: {why}",
  "station/request/not-understood": "Máy đọc thẻ không hiểu yêu cầu. Hãy tải lại trang.",
  "station/request/not-allowed":
    "Chỉ trang của chính máy đọc thẻ mới được làm việc này. Hãy mở trang theo địa chỉ mà chương trình hiện ra.",
  "station/request/not-json": "Hãy gửi yêu cầu dạng JSON.",
  "station/request/too-long": "Nội dung gửi lên dài hơn {most} KiB nên không được nhận.",
  "station/request/no-session":
    "Trang này đã hết phiên làm việc. Hãy bấm lại biểu tượng, hoặc nhấn Enter trong cửa sổ của chương trình rồi mở địa chỉ được in ra.",
  "station/request/no-page": "Không có trang này. Hãy bắt đầu từ trang đầu của máy đọc thẻ.",
  "station/request/busy": "Thẻ này đang được đọc. Hãy chờ đọc xong.",
  "station/request/unplugged": "Thẻ đó không còn cắm ở máy này. Hãy cắm lại thẻ.",
  "station/request/offline": "Máy đọc thẻ đã tắt. Hãy mở lại chương trình rồi tải lại trang này.",
};
