import type { command as en } from "../en/command.js";

export const command: Record<keyof typeof en, string> = {
  "command/export/sormas":
    "SORMAS cần biết người tiếp xúc thuộc đâu: hãy cho --sormas-case, hoặc --region và --district",
  "command/export/mapping-missing": "DHIS2 cần --mapping, tệp JSON ghi các UID của nơi nhận",
  "command/export/not-json":
    "Tệp ánh xạ {path} không phải JSON: dòng {line}, cột {column}, {what}. Hãy sửa tệp",
  "command/export/mapping": "Tệp ánh xạ {path} không đúng ở {fields}. Hãy so với ví dụ trong EXCHANGE.md",
  "command/port-number": '--port "{port}": hãy chọn một số từ 0 đến 65535',
  "command/base": "--base phải gồm {digits} chữ số hex, không phải {value}",
  "command/created": '--created phải là một ngày như 2020-08-08, không phải "{text}"',
  "command/from": '--from phải là một thời điểm như 2020-08-08T05:45:00Z, không phải "{text}"',
  "command/slots": '--slots phải là số nguyên từ 1 đến {most}, không phải "{text}"',
  "command/empty-history":
    "{path}: lịch sử tiếp xúc không có dòng nào nên không cho biết gì về tiếp xúc. Hãy kiểm tra tệp có đủ không.",
  "command/officer-without-stock": "--officer không cần khoá thẻ. Hãy bỏ --unit, --stock và --key.",
  "command/stock-and-key": "--stock và --key phải đi cùng nhau: khoá của đơn vị mở tệp kho thẻ.",
  "command/update/port-or-stage": "Hãy cho biết --port của thẻ, hoặc --stage cùng với --unit và --key.",
  "command/update/not-a-build":
    "{path} không phải tệp đi kèm phần mềm của thẻ. Hãy để phần mềm cùng các tệp được tạo ra với nó.",
  "command/update/stage-needs":
    "Muốn phát hành phần mềm, hãy dùng --key của cán bộ và --reason; với --stage thì cần cả --unit.",
  "command/unit-or-stock":
    "--unit mở các khoá thẻ trong kho dữ liệu, --stock mang theo khoá riêng. Chỉ dùng một trong hai.",
  "command/nothing-to-change": "Không có gì để thay đổi. Hãy thêm --epoch hoặc --reminder.",
  "command/serial-digits": '--serial "{text}": hãy nhập các chữ số trên nhãn thẻ',
  "command/no-key-file": "{path} không phải tệp khoá. Hãy chọn tệp khác.",
  "command/serial-number": '--serial "{text}": hãy chọn một số từ 1 đến {most}',
  "command/nobody-named":
    "Hãy cho biết ca F0: --token với số trên thẻ, --person với họ tên, hoặc --list hay --history với tệp của điện thoại.",
  "command/two-named":
    "Chỉ dùng một trong các tuỳ chọn --token hoặc --person, --list và --history: mỗi tuỳ chọn chỉ ra ca F0 riêng",
  "command/no-onset": "Hãy cho biết ngày khởi phát bằng --onset",
  "command/no-such-person": "Không có ai tên {name} từng giữ thẻ ở đây. Hãy xem lại tên, hoặc ghi số thẻ.",
  "command/many-tokens": "--tokens có hơn {most} số. Hãy chọn ít số hơn mỗi lần.",
  "command/who":
    "Hãy ghi đó là ai: --person với tên trong danh sách người dân, hoặc --new với tên người mới.",
  "command/birth-year": '--birth-year "{text}": hãy viết một năm, ví dụ 1958.',
  "command/nobody-registered":
    "Không có ai tên {name} trong danh sách người dân ở đây. Hãy xem lại tên, hoặc ghi người mới bằng --new.",
  "command/several-registered":
    "Danh sách người dân có {count} người tên {name} ({names}). Hãy chọn bằng --unit hoặc --birth-year.",
  "command/several-people": "Có {count} người tên {name} ({names}). Hãy ghi thêm số thẻ (--token).",
  "command/several-tokens": "Có {count} thẻ mang số {serial}. Hãy chọn một thẻ bằng --token: {names}",
  "command/token-digits": '"{text}" không phải số thẻ. Hãy nhập các chữ số trên nhãn thẻ (1…99999999).',
  "command/onset": "Ngày khởi phát {text} ở tương lai. Hãy kiểm tra ngày.",
  "command/isolated": "--isolated {text} trước những ngày cần truy vết. Hãy kiểm tra cả hai ngày.",
  "command/date": '{option} "{text}" không phải là ngày. Hãy viết dạng YYYY-MM-DD.',
  "command/whole-number": '{option} "{text}": hãy chọn một số nguyên từ {min} đến {max}',
  "command/tokens": '--tokens "{text}": hãy viết các số và khoảng số, ví dụ 1-200,417',
  "command/number-range": '--numbers "{text}": hãy cho số đầu và số cuối, ví dụ 1-1000, nhiều nhất là {most}',
  "command/labels-phone": "In nhãn cần --phone, số điện thoại để người nhặt được thẻ gọi.",
  "command/labels-tokens": "In nhãn cần --tokens <các số>, ví dụ 1-65,417",
  "command/no-public-keys": "Không có tệp khoá công khai (*{ending}) trong {path}. Hãy kiểm tra thư mục.",
  "command/serial-port":
    '--port "{text}" không phải cổng nối tiếp. Hãy cho đường dẫn của cổng, ví dụ {example}',
  "command/unreadable": "Không đọc được {what} {path}: {why}. Hãy kiểm tra đường dẫn.",
  "command/no-passphrase":
    "Chưa có mật khẩu cho {what}. Hãy nhập mật khẩu, hoặc đưa vào dòng đầu của đầu vào chuẩn.",
  "command/short-passphrase":
    "Mật khẩu quá ngắn. Hãy dùng ít nhất {least} ký tự, tốt nhất là năm từ không liên quan đến nhau.",
  "command/weak-passphrase":
    "Mật khẩu quá dễ đoán. Hãy dùng từ năm từ trở lên không liên quan đến nhau, không dùng tên, ngày tháng hay câu quen thuộc.",
  "command/passphrases-differ": "Hai lần nhập mật khẩu khác nhau. Hãy nhập lại; chưa ghi gì.",
  "command/given-up": "Đã bỏ dở. Chưa thay đổi gì.",
  "command/reason": "Khoá {path} của cán bộ cần có --reason viết bằng lời: sổ ghi lại vì sao dùng khoá.",
  "command/ledger-head":
    '--head "{text}": hãy ghi 64 chữ số thập lục phân mà bztoken ledger --verify đã in ra.',
  "command/fingerprint":
    '"{text}" không phải dấu vân tay của khoá. Hãy ghi 16 chữ số thập lục phân, có hoặc không có dấu gạch nối.',
  "command/speed": "--speed {text}: hãy chọn một số từ 1 đến {most}",
  "command/bad-text": "{path}: {why}. Hãy sửa tệp hoặc xin người gửi tệp khác.",
  "command/wrong-role": "{path} là khoá của {role}; việc này cần khoá của {roles}. Hãy chọn tệp khoá khác.",
  "command/foreign-file": "{what} {path} là {kind}",
  "command/sightings/header": '{path}: dòng đầu phải là {header}, nhưng là "{found}"',
  "command/sightings/unreadable": "Không đọc được tệp lượt nghe {path}: {why}. Hãy kiểm tra tệp.",
  "command/sightings/empty":
    "{path} không có lượt nghe nào có độ mạnh sóng. Cần một dòng đầu đề và mỗi lượt đo một dòng.",
  "command/sightings/fields": "{where}: có {found} cột, cần {expected}",
  "command/sightings/pair-empty": "{where}: cột pair để trống. Hãy đặt tên cho mỗi lần đo.",
  "command/sightings/number": '{where}: {column} là "{value}"; cần một số từ {low} đến {high}',
  "command/proximity/which": "Cần biết tính gì: hãy chọn --window GIÂY hoặc --close-minutes.",
  "command/proximity/two-levels": "--hardware và --midpoint cùng đặt mức sóng. Hãy bỏ một trong hai.",
  "command/proximity/number": '{option} phải là một số từ {low} đến {high}, không phải "{text}"',
  "command/proximity/nameless": "{where}: tx hoặc rx để trống; với --one-clock hai cột này là tên thiết bị",
  "command/proximity/itself":
    "{where}: tx và rx đều là {device}, mà thiết bị không nghe chính mình. Hãy bỏ --one-clock nếu đó là tên loại máy.",
  "command/proximity/other-devices":
    "{where}: cặp {pair} trước đó có tx hoặc rx khác. Hãy đặt tên pair riêng cho mỗi lần đo.",
};
