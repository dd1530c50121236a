import type { GuidePage, Topic } from "./topics.js";

/** The guide in Vietnamese; `en.ts` beside it has the same pages. */
export const guideVi = {
  link: "Hướng dẫn",
  back: "Về trang đang làm",
  print: "In trang này",
  pages: {
    start: {
      title: "Năm phút đầu tiên",
      lead: "Từ lúc bật máy đến lúc người đầu tiên đeo thẻ.",
      steps: [
        {
          say: "Bấm vào biểu tượng, hoặc mở địa chỉ mà chương trình đã in ra. Lần đầu, nhập họ tên và chọn mã PIN; lần sau chỉ cần mã PIN.",
          picture: "start",
          shows: "Màn hình đăng nhập với ô mã PIN, bên cạnh là một người.",
        },
        {
          say: "Mở mục Đọc thẻ rồi cắm thẻ vào cổng USB. Thẻ hiện ra sau vài giây và được kiểm tra ngay.",
          picture: "hub",
          shows: "Máy tính nối với ba thẻ qua một bộ chia USB; mỗi thẻ có một thanh tiến độ.",
        },
        {
          say: "Mở mục Người dân, tìm hoặc thêm người, bấm Giao thẻ, rồi quét nhãn hoặc gõ số thẻ.",
          picture: "label",
          shows: "Số trên nhãn của thẻ được nhập vào máy.",
        },
        { say: "Đưa thẻ cho người đeo. Dặn họ tuần sau mang thẻ đến kiểm tra." },
      ],
      beware: "Chưa quen? Bấm Mở tập huấn ở trang đăng nhập: làm thử với người và thẻ bịa, không hại gì.",
    },
    issue: {
      title: "Giao thẻ",
      lead: "Ghi ai giữ thẻ nào, từ lúc nào. Không ghi thì không truy vết được.",
      steps: [
        {
          say: "Ở mục Người dân, gõ tên (không cần dấu), năm sinh hoặc số điện thoại. Chưa có thì bấm Thêm người; có danh sách Excel thì bấm Nhập danh sách.",
        },
        {
          say: "Bấm Giao thẻ. Quét nhãn hoặc gõ số in trên thẻ.",
          picture: "label",
          shows: "Số và mã QR trên nhãn của thẻ được nhập vào máy.",
        },
        {
          say: "Hỏi rồi chọn ai đã đồng ý: bản thân, hay người giám hộ của trẻ em và người không tự quyết được.",
        },
        {
          say: "Đưa thẻ. Giao nhầm thì bấm Hoàn tác ngay. Thẻ sang tay người khác thì vào mục Thẻ, bấm Đổi người; đừng sửa tên.",
          picture: "give",
          shows: "Một thẻ đi từ người này sang người kia.",
        },
      ],
      beware:
        "Sửa chỉ để chữa chỗ ghi sai. Đổi người mới là bàn giao: người cũ vẫn được ghi là giữ thẻ đến lúc đó.",
    },
    round: {
      title: "Đến từng nhà",
      lead: "Hai người cầm danh sách giấy đi theo ngõ; tối về gõ vào máy một lượt.",
      steps: [
        {
          say: "Nhập danh sách người dân có cột Địa chỉ (và Điện thoại thông minh, nếu có). Ở mục Đến từng nhà, bấm Lập hộ từ sổ người dân.",
        },
        {
          say: "Chọn thôn, chia tổ, bấm In danh sách. Đi theo số thứ tự, đánh dấu vào ô, ghi số thẻ đã giao.",
          picture: "lane",
          shows: "Ba ngôi nhà dọc một ngõ, hai nhà đã được đánh dấu; một người cầm tờ danh sách.",
        },
        {
          say: "Tối về, đặt con trỏ vào hộ đầu tiên rồi gõ 1 đến 5: đã giao, từ chối, vắng, quay lại, không cần. Máy tự sang hộ sau. Gõ 1 thì quét nhãn hoặc gõ số thẻ.",
          picture: "label",
          shows: "Số và mã QR trên nhãn của thẻ được nhập vào máy.",
        },
        {
          say: "Bấm In danh sách quay lại ngày mai: các hộ vắng và hộ đã hẹn.",
        },
        {
          say: "Tổ dùng máy xách tay không có mạng: bấm Ghi tệp mang đi, chép sang máy đó, rồi Nhận tệp mang về. Nhận hai lần cũng không thành hai.",
          picture: "backup",
          shows: "Dữ liệu được chép sang USB.",
        },
      ],
      beware: "Danh sách và tệp có tên người. Gõ xong thì huỷ giấy, nhận xong thì xoá tệp.",
    },
    coverage: {
      title: "Độ bao phủ và báo cáo",
      lead: "Bao nhiêu người có Bluezone hoặc thẻ, và gửi con số lên cấp trên đúng hạn.",
      steps: [
        {
          say: "Ở mục Bao phủ, chọn đơn vị. Thẻ đang dùng và hộ đã đến máy tự đếm; số dân, số người đã cài thì bấm Nhập số liệu.",
          picture: "bars",
          shows: "Biểu đồ cột của các đơn vị và một đường chỉ tiêu.",
        },
        {
          say: "Thêm chiến dịch: chỉ tiêu, hạn báo cáo. Trang cho biết ai đúng hạn, ai muộn.",
        },
        {
          say: "Bấm Báo cáo Word: dự thảo đúng thể thức, để trống số, ngày và chữ ký. Số liệu Excel, ảnh và tin tuần cho nhóm chat ở ngay bên cạnh.",
        },
        {
          say: "Tải Tệp gửi cấp trên và gửi đi. Cấp trên bấm Nhận báo cáo đơn vị dưới; tệp bị sửa tay thì bị từ chối.",
          picture: "send",
          shows: "Một tờ báo cáo được gửi tới cơ quan cấp trên.",
        },
      ],
      beware: "Ô nào chưa biết thì để trống, đừng ghi 0: để trống là chưa rõ, 0 là không có ai.",
    },
    papers: {
      title: "Tờ rơi và nhãn thẻ",
      lead: "Tờ rơi, nhãn thẻ, bài phát thanh, phiếu đồng ý: có sẵn tên và số điện thoại của đơn vị.",
      steps: [
        { say: "Ở mục Thẻ, bấm Giấy tờ. Nhập tên và số điện thoại của đơn vị, bấm Nhớ cho lần sau." },
        {
          say: "Mở tờ cần dùng rồi in. Nhãn in trên tờ A4 có 65 nhãn; mỗi nhãn có số và mã QR.",
          picture: "sheets",
          shows: "Một chồng giấy và một nhãn có mã QR.",
        },
        { say: "Phát tờ rơi khi giao thẻ. Phiếu đồng ý ký trước khi giao; trẻ em thì người giám hộ ký." },
      ],
      beware:
        "Thông báo, phiếu đồng ý và bản đánh giá tác động là bản nháp: người phụ trách pháp lý xem trước khi dùng.",
    },
    read: {
      title: "Kiểm tra và đọc thẻ",
      lead: "Mỗi tuần một lần cho mỗi thẻ. Nhiều thẻ cắm cùng lúc cũng được.",
      steps: [
        {
          say: "Mở mục Đọc thẻ rồi cắm thẻ, một hay nhiều. Mỗi thẻ một khung; khung nào chạy việc khung ấy.",
          picture: "hub",
          shows: "Máy tính nối với ba thẻ qua một bộ chia USB; mỗi thẻ có một thanh tiến độ.",
        },
        {
          say: "Khi khung hiện lời mời, người đeo bấm nút trên thẻ để đồng ý. Không ai bấm trong một phút thì thẻ chỉ được kiểm tra, không bị đọc.",
          picture: "press",
          shows: "Một ngón tay bấm nút trên thẻ; đèn của thẻ đang nháy.",
        },
        {
          say: "Chờ câu kết: số ngày, số lượt tiếp xúc, pin, đồng hồ. Ô màu vàng hay đỏ nói phải làm gì thêm.",
        },
        {
          say: "Rút thẻ. Lỡ rút giữa chừng cũng không mất gì: cắm lại, máy đọc tiếp từ chỗ dở.",
        },
        {
          say: "Ở mục Thẻ, bấm vào số thẻ cần kiểm tra để xem phải gọi ai đến; in được danh sách.",
          picture: "call",
          shows: "Gọi điện thoại cho một người.",
        },
      ],
      beware: "Thẻ báo người đeo đã gần ca bệnh? Báo ngay cho cán bộ truy vết, nói riêng với người đeo.",
    },
    trace: {
      title: "Truy vết",
      lead: "Tìm ai đã ở gần một ca F0. Chỉ cán bộ truy vết làm được.",
      steps: [
        {
          say: "Đọc thẻ của F0 trước. Rồi ở mục Truy vết gõ tên hoặc số thẻ của F0, hoặc chọn tệp từ điện thoại của họ.",
        },
        {
          say: "Nhập ngày khởi phát. Máy tìm từ trước ngày đó đến ngày cách ly.",
          picture: "window",
          shows: "Dải ngày: những ngày tô đậm được tìm, ngày khởi phát được đánh dấu.",
        },
        {
          say: "Chọn tệp khoá của cán bộ, nhập mật khẩu và lý do. Mỗi lần mở nhật ký đều được ghi vào sổ.",
        },
        {
          say: "Xem danh sách: ai, ngày nào, bao lâu, gần mức nào. Phần cuối là các thẻ chưa đọc; hãy mời họ đến đọc rồi truy vết lại.",
          picture: "list",
          shows: "Danh sách người tiếp xúc, mỗi người một thanh thời gian; hai người đã được đánh dấu.",
        },
      ],
      beware: "Danh sách là căn cứ để hỏi chuyện, không phải kết luận. Sóng xuyên tường; hãy hỏi từng người.",
    },
    follow: {
      title: "Theo dõi ca bệnh",
      lead: "Từ lúc báo tin đến ngày cách ly cuối cùng.",
      steps: [
        {
          say: "Ở mục Hồ sơ ca, mở hồ sơ bằng tệp khoá của cán bộ. Hỏi chuyện từng người rồi ghi Xác nhận là F1 hoặc Không phải F1, kèm lý do.",
          picture: "list",
          shows: "Danh sách người tiếp xúc; hai người đã được đánh dấu.",
        },
        {
          say: "Phần Báo tin có sẵn lời để gọi hay nhắn. Gọi xong ai thì đánh dấu người ấy.",
          picture: "call",
          shows: "Gọi điện thoại cho một người.",
        },
        {
          say: "Phần Theo dõi là tờ của từng ngày: gặp hay chưa, triệu chứng, xét nghiệm. Người bị bỏ lâu nhất đứng đầu. In được.",
        },
        { say: "F1 phát bệnh thì truy vết tiếp từ chính hồ sơ đó: mọi điều đã biết đi theo." },
      ],
      beware: "Làm xong thì cất hồ sơ. Hết cách ly thì đóng hồ sơ với lý do; sau đó không mở lại được.",
    },
    "hand-over": {
      title: "Bàn giao",
      lead: "Đổi ca, đổi người giữ thẻ, đổi cán bộ.",
      steps: [
        {
          say: "Hết ca: bấm tên mình ở góc trên rồi Đăng xuất. Người vào ca đăng nhập bằng mã PIN của mình; không cần tắt chương trình.",
          picture: "start",
          shows: "Màn hình đăng nhập với ô mã PIN, bên cạnh là một người.",
        },
        {
          say: "Thẻ sang người khác: đọc thẻ trước, rồi ở mục Thẻ bấm Đổi người và ghi giờ giao.",
          picture: "give",
          shows: "Một thẻ đi từ người này sang người kia.",
        },
        {
          say: "Ca bệnh sang cán bộ khác: mở hồ sơ, bấm Bàn giao, chọn tệp khoá công khai của người nhận, rồi hỏi họ dấu vân tay của khoá qua điện thoại.",
          picture: "call",
          shows: "Gọi điện thoại cho một người.",
        },
      ],
      beware: "Không ai dùng chung mã PIN: sổ ghi việc làm theo tên người đăng nhập.",
    },
    "back-up": {
      title: "Sao lưu",
      lead: "Mất máy mà không mất dữ liệu, và không lộ dữ liệu.",
      steps: [
        {
          say: "Ở mục Quản trị, Sao lưu: lần đầu đặt mật khẩu cho bản sao lưu. Viết ra giấy, cất ở nơi khác.",
        },
        {
          say: "Cắm USB, bấm Sao lưu ngay. Máy khôi phục thử ngay nên bản nào đã báo xong là bản dùng được.",
          picture: "backup",
          shows: "Kho dữ liệu được chép sang USB, kèm một chùm khoá.",
        },
        {
          say: "Cất chùm khoá ở nơi khác với bản sao lưu. Mỗi lần sao lưu, chùm khoá mới thay chùm khoá cũ.",
        },
        {
          say: "Khôi phục cần ba thứ: bản sao lưu, chùm khoá, mật khẩu. Kho mới được lập bên cạnh; kho đang dùng không bị ghi đè.",
        },
      ],
      beware: "Sau 30 ngày khoá của bản cũ bị huỷ và không ai đọc được bản ấy nữa. Hãy sao lưu mỗi tuần.",
    },
    training: {
      title: "Tập huấn",
      lead: "Làm thử mọi việc với người và thẻ bịa.",
      steps: [
        {
          say: "Ở trang đăng nhập, bấm Mở tập huấn. Vài giây sau một trang màu tím mở ra: nó có kho dữ liệu riêng.",
          picture: "training",
          shows: "Trang thật bên trái; bên phải là trang tập huấn có màu khác và một băng ngang.",
        },
        {
          say: "Ở mục Đọc thẻ, bấm Cắm vào cạnh một thẻ mô phỏng. Hãy thử rút ra giữa chừng.",
          picture: "hub",
          shows: "Máy tính nối với ba thẻ qua một bộ chia USB; mỗi thẻ có một thanh tiến độ.",
        },
        { say: "Giao thẻ, đọc vài thẻ, rồi chọn một người làm F0 và truy vết." },
        { say: "Bấm Rời tập huấn để về trang thật. Lần sau mở lại, mọi thứ bắt đầu từ đầu." },
      ],
      beware: "Tệp tải về từ tập huấn có chữ TẬP HUẤN. Thấy chữ đó thì đừng dùng làm số liệu.",
    },
  } satisfies Record<Topic, GuidePage> as Record<Topic, GuidePage>,
};
