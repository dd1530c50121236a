import { signalsVi } from "./signals-vi.js";
import type { PaperText } from "./text.js";

const BLANK = "…………………………………………………………";

export const vi: PaperText = {
  draft: "Bản nháp: hãy đọc lại, điền chỗ trống và để người phụ trách pháp lý của đơn vị xem trước khi dùng.",
  print: "In",
  labels: {
    title: "Nhãn thẻ",
    brand: "THẺ BLUEZONE",
    found: (phone) => `Nhặt được, xin gọi ${phone}`,
  },
  leaflet: {
    title: "Thẻ Bluezone",
    lead: "Thẻ nhỏ cho người không dùng điện thoại thông minh. Thẻ ghi lại những lần ở gần người khác, để nếu có người mắc bệnh thì người ở gần được báo ngay.",
    wear: {
      head: "Đeo thế nào",
      lines: [
        "Đeo thẻ trước ngực, ngoài áo. Đừng để trong túi xách hay cốp xe.",
        "Đeo suốt ngày, nhất là khi đi chợ, đi xe, đi khám bệnh, đến chỗ đông người.",
        "Thẻ của ai người ấy đeo. Đừng đổi thẻ cho nhau, kể cả trong nhà.",
        "Đừng để thẻ rơi vào nước.",
      ],
    },
    signalsHead: "Bấm nút một cái, rồi đếm số lần đèn chớp",
    aloneHead: "Không bấm mà đèn sáng",
    signals: signalsVi,
    charge: {
      head: "Sạc",
      lines: [
        "Đèn chớp hai lần ngắn thì cắm thẻ vào củ sạc điện thoại có đầu USB-C.",
        "Sạc qua đêm là đủ. Thẻ hết pin thì không ghi gì cho đến khi được sạc. Sạc xong mà đèn chớp ba lần thì mang đến trạm y tế.",
      ],
    },
    near: (phone) => ({
      head: "Nếu đèn chớp năm lần",
      lines: [
        `Bình tĩnh. Chưa chắc bạn đã mắc bệnh. Ở yên trong nhà, đeo khẩu trang và gọi ${phone}.`,
        "Đừng xoá, đừng bỏ thẻ đi. Thẻ còn nhắc cho đến khi cán bộ y tế tắt.",
      ],
    }),
    promises: ({ token, computer }) => ({
      head: "Chúng tôi hứa",
      lines: [
        "Thẻ không biết bạn ở đâu. Trong thẻ không có tên ai.",
        `Những gì thẻ nghe thấy được khoá kín, và bị xoá sau ${token} ngày.`,
        "Chỉ khi bạn bấm nút đồng ý, hoặc cơ quan y tế ra lệnh vì một ca bệnh, dữ liệu mới được đọc khỏi thẻ.",
        `Chỉ cơ quan y tế mở được. Bản đã đọc bị xoá sau ${computer} ngày.`,
        "Trả thẻ thì dữ liệu trong thẻ bị xoá. Với trẻ em và người được chăm sóc, người giám hộ đồng ý thay.",
      ],
    }),
    lost: (phone) => ({
      head: "Mất thẻ, hỏng thẻ, muốn hỏi",
      lines: [`Gọi ${phone}. Thẻ mới được giao ngay tại chỗ. Người nhà đến nhận thay cũng được.`],
    }),
  },
  broadcast: ({ name, phone }) => ({
    title: "Bài đọc trên loa (khoảng một phút)",
    lines: [
      `${name} xin thông báo.`,
      "Để phòng, chống dịch COVID-19, bà con không có điện thoại thông minh được mượn thẻ Bluezone, không mất tiền.",
      "Thẻ đeo trước ngực. Thẻ ghi lại những lần ở gần người khác. Khi có người mắc bệnh, ai đã ở gần sẽ được báo ngay.",
      "Thẻ không biết bà con ở đâu, không có tên ai, và tự xoá sau hai mươi mốt ngày.",
      "Tổ phòng, chống dịch sẽ đến từng nhà. Bà con cũng có thể đến nhận tại trạm. Người nhà nhận thay cũng được.",
      "Mỗi ngày xin bà con bấm nút một lần. Đèn sáng một lần dài là thẻ tốt. Chớp hai lần là cần sạc. Chớp năm lần là xin gọi cho chúng tôi ngay.",
      `Số điện thoại: ${phone}. Xin nhắc lại: ${phone}. Xin cảm ơn bà con.`,
    ],
  }),
  sms: ({ name, phone }) => ({
    title: "Tin nhắn",
    messages: [
      {
        head: "Mời nhận thẻ",
        text: `${name}: nhà mình có ai không dùng điện thoại thông minh thì mời đến nhận thẻ Bluezone, không mất tiền. Hỏi: ${phone}`,
      },
      {
        head: "Nhắc mang thẻ đến kiểm tra",
        text: `${name}: thẻ Bluezone đến ngày kiểm tra. Mời mang thẻ đến trạm, người nhà mang giúp cũng được. Hỏi: ${phone}`,
      },
      {
        head: "Nhắc trả thẻ mượn",
        text: `${name}: thẻ Bluezone đã đến hạn trả. Mời mang thẻ đến trạm. Hỏi: ${phone}`,
      },
      {
        head: "Mời gọi lại",
        text: `${name}: có tin cần báo cho người đeo thẻ Bluezone. Mời gọi ngay ${phone}`,
      },
    ],
  }),
  smsLength: (characters, segments, isPlain) =>
    `${isPlain ? "không dấu" : "có dấu"}: ${characters} ký tự, ${segments} tin`,
  questions: ({ name, phone }) => ({
    title: "Hỏi và đáp",
    sections: [
      {
        head: "Thẻ này để làm gì?",
        lines: [
          "Thẻ làm việc của ứng dụng Bluezone cho người không có điện thoại thông minh: ghi lại những lần ở gần người khác có thẻ hoặc có Bluezone.",
        ],
      },
      {
        head: "Thẻ có biết tôi ở đâu không?",
        lines: ["Không. Thẻ không có định vị, không có mạng, không có micrô."],
      },
      {
        head: "Người khác có biết tôi là ai không?",
        lines: [
          "Không. Thẻ chỉ phát một mã đổi liên tục. Ai nghe được mã ấy cũng không biết là của ai. Chỉ cơ quan y tế, khi có ca bệnh, mới nối được mã với người.",
        ],
      },
      {
        head: "Thẻ có hại cho sức khoẻ không?",
        lines: [
          "Thẻ phát Bluetooth yếu hơn điện thoại. Người có máy tạo nhịp tim nên hỏi bác sĩ và đeo cách máy một gang tay.",
        ],
      },
      { head: "Có mất tiền không?", lines: ["Không. Thẻ được cho mượn. Không dùng nữa thì trả lại."] },
      {
        head: "Tôi có phải đeo khi ở nhà không?",
        lines: ["Nên đeo khi có khách. Khi ngủ thì để thẻ cạnh giường."],
      },
      { head: "Quên đeo một hôm thì sao?", lines: ["Hôm sau đeo tiếp. Đừng đưa cho người khác đeo hộ."] },
      {
        head: "Điện thoại của con tôi có Bluezone. Có nghe được thẻ không?",
        lines: [
          "Có. Thẻ và điện thoại chạy Bluezone nghe thấy nhau. iPhone nên mở ứng dụng Bluezone trên màn hình.",
        ],
      },
      {
        head: "Đèn chớp năm lần nghĩa là tôi mắc bệnh?",
        lines: [`Không. Nghĩa là có thể đã ở gần một người bệnh. Hãy ở yên và gọi ${phone}.`],
      },
      {
        head: "Tôi muốn rút lại đồng ý thì sao?",
        lines: [
          `Mang thẻ trả cho ${name} và nói muốn xoá dữ liệu. Việc ấy không mất tiền và không cần nêu lý do.`,
        ],
      },
    ],
  }),
  notice: ({ name, phone }, { token, computer }) => ({
    title: "Thông báo xử lý dữ liệu cá nhân",
    sections: [
      {
        head: "Ai xử lý",
        lines: [`${name}, điện thoại ${phone}.`, `Người phụ trách bảo vệ dữ liệu cá nhân: ${BLANK}`],
      },
      {
        head: "Để làm gì",
        lines: [
          "Tìm và báo cho người đã ở gần ca mắc COVID-19; biết bao nhiêu người đã có thẻ. Không dùng vào việc khác.",
        ],
      },
      {
        head: "Dữ liệu gì",
        lines: [
          "Khi giao thẻ: họ tên, năm sinh, giới tính, điện thoại của mình hoặc người thân, người giám hộ nếu có, địa chỉ, nhóm, số thẻ.",
          "Trong thẻ: mã ngẫu nhiên của thẻ và điện thoại ở gần, lúc nào, mạnh yếu. Không có vị trí, không có tên.",
          "Khi có ca bệnh: kết quả xác minh, cách ly, triệu chứng, xét nghiệm. Đây là dữ liệu cá nhân nhạy cảm về sức khoẻ.",
        ],
      },
      {
        head: "Xử lý thế nào",
        lines: [
          "Dữ liệu trong thẻ được mã hoá. Đọc thẻ cần người đeo bấm nút, hoặc lệnh của cơ quan y tế vì một ca bệnh. Mở dữ liệu cần cán bộ có khoá, nêu lý do, và được ghi vào sổ không sửa được.",
        ],
      },
      {
        head: "Ai được nhận",
        lines: [
          `Cơ quan y tế cấp trên và nơi cùng truy vết, khi có ca bệnh. Nơi khác: ${BLANK}`,
          "Không chuyển ra nước ngoài.",
        ],
      },
      {
        head: "Bao lâu",
        lines: [
          `Trong thẻ ${token} ngày. Trên máy tính ${computer} ngày. Bản sao lưu mở được thêm tối đa 30 ngày.`,
          `Tên và điện thoại: cho đến khi trả thẻ và yêu cầu xoá. Hồ sơ ca bệnh: theo quy định lưu trữ, ${BLANK}`,
        ],
      },
      {
        head: "Điều không mong muốn có thể xảy ra",
        lines: [
          "Mất thẻ: người nhặt được không mở được dữ liệu. Mất máy tính: tên và điện thoại có thể lộ nếu ổ đĩa không được mã hoá. Báo nhầm: người ở gần qua vách mỏng có thể bị hỏi.",
        ],
      },
      {
        head: "Quyền của bạn",
        lines: [
          "Được biết, xem, sửa, xoá, hạn chế, phản đối, rút lại đồng ý, khiếu nại, yêu cầu bồi thường. Rút lại đồng ý không làm việc đã làm trước đó thành sai.",
        ],
      },
    ],
    signatures: [],
  }),
  consent: ({ name }) => ({
    title: "Phiếu đồng ý đeo thẻ Bluezone",
    sections: [
      {
        head: "",
        lines: [
          `Kính gửi: ${name}`,
          `Tôi tên là: ${BLANK}  Năm sinh: ……………`,
          `Chỗ ở: ${BLANK}`,
          `Điện thoại (của tôi hoặc người thân): ${BLANK}`,
          "Số thẻ: ………………………",
        ],
      },
      {
        head: "Tôi đã được đọc hoặc nghe đọc thông báo xử lý dữ liệu cá nhân, và:",
        lines: [
          "☐ đồng ý đeo thẻ và để đơn vị giữ tên, điện thoại, số thẻ của tôi;",
          "☐ đồng ý để dữ liệu trong thẻ được đọc mỗi lần tôi bấm nút;",
          "☐ biết rằng tôi rút lại đồng ý lúc nào cũng được, không cần nêu lý do.",
        ],
      },
      { head: "", lines: ["Không đánh dấu nghĩa là không đồng ý. Im lặng không phải là đồng ý."] },
    ],
    signatures: ["Cán bộ giao thẻ", "Người đeo thẻ"],
  }),
  guardian: ({ name }) => ({
    title: "Phiếu đồng ý của người giám hộ",
    sections: [
      {
        head: "",
        lines: [
          `Kính gửi: ${name}`,
          `Tôi tên là: ${BLANK}  Điện thoại: ………………………`,
          `là (cha, mẹ, người giám hộ) của: ${BLANK}  Năm sinh: ……………`,
          "Số thẻ: ………………………",
        ],
      },
      {
        head: "Tôi đã được đọc hoặc nghe đọc thông báo xử lý dữ liệu cá nhân, và thay mặt người nói trên:",
        lines: [
          "☐ đồng ý cho đeo thẻ và để đơn vị giữ tên, số thẻ, điện thoại của tôi;",
          "☐ đồng ý bấm nút thay khi thẻ được đọc;",
          "☐ biết rằng tôi rút lại đồng ý lúc nào cũng được.",
          "☐ Trẻ từ đủ 7 tuổi: trẻ đã được giải thích và cũng đồng ý.",
        ],
      },
    ],
    signatures: ["Cán bộ giao thẻ", "Trẻ từ đủ 7 tuổi", "Người giám hộ"],
  }),
  assessment: ({ name, phone }, { token, computer }) => ({
    title: "Hồ sơ đánh giá tác động xử lý dữ liệu cá nhân (mẫu)",
    sections: [
      {
        head: "1. Bên kiểm soát và xử lý dữ liệu",
        lines: [`${name}, điện thoại ${phone}.`, `Địa chỉ: ${BLANK}`],
      },
      { head: "2. Bộ phận và người bảo vệ dữ liệu cá nhân", lines: [BLANK] },
      {
        head: "3. Mục đích",
        lines: [
          "Tìm và báo cho người đã ở gần ca mắc COVID-19; báo cáo tỷ lệ người có thẻ theo đơn vị, nhóm.",
        ],
      },
      {
        head: "4. Loại dữ liệu",
        lines: [
          "Cơ bản: họ tên, năm sinh, giới tính, điện thoại, địa chỉ, nhóm, số thẻ.",
          "Nhạy cảm: tình trạng sức khoẻ trong hồ sơ ca bệnh; ai ở gần ai, lúc nào.",
          "Không xử lý: vị trí, nội dung liên lạc, danh bạ, sinh trắc.",
        ],
      },
      {
        head: "5. Bên nhận dữ liệu",
        lines: ["Cơ quan y tế cấp trên, đơn vị cùng truy vết (gói có mã hoá và chữ ký).", `Khác: ${BLANK}`],
      },
      { head: "6. Chuyển ra nước ngoài", lines: ["Không."] },
      {
        head: "7. Thời gian xử lý và xoá",
        lines: [
          `Trong thẻ ${token} ngày; trên máy tính ${computer} ngày; khoá của bản sao lưu bị huỷ sau 30 ngày.`,
          `Hồ sơ ca bệnh: ${BLANK}`,
        ],
      },
      {
        head: "8. Biện pháp bảo vệ",
        lines: [
          "Nhật ký mã hoá ngay trong thẻ, khoá đổi mỗi ngày và không giữ lại. Mã phát đổi theo khung giờ.",
          "Đọc thẻ cần bấm nút. Mở nhật ký cần khoá của cán bộ và lý do; sổ ghi nối băm, không sửa được.",
          "Tài khoản theo vai trò, mã PIN, tự khoá khi vắng. Xuất dữ liệu mặc định không có tên.",
          `Mã hoá ổ đĩa, khoá phòng, người giữ khoá: ${BLANK}`,
        ],
      },
      {
        head: "9. Mức độ ảnh hưởng, hậu quả và cách giảm",
        lines: [
          "Báo nhầm người không ở gần: danh sách là chỗ bắt đầu để hỏi, cán bộ xác nhận từng người; tỷ lệ nhầm hiện cạnh mỗi mức.",
          "Bị kỳ thị: cảnh báo chỉ hiện khi bấm nút; không công bố tên.",
          "Bị theo dõi qua sóng: mã, địa chỉ và nhịp phát đổi cùng lúc; người theo dõi từng bước vẫn nhận ra bằng mắt.",
          "Mất máy tính: tên và điện thoại nằm trên đĩa, vì vậy đĩa phải được mã hoá.",
          `Đánh giá của đơn vị: ${BLANK}`,
        ],
      },
      { head: "10. Ý kiến người dân và kết luận", lines: [BLANK] },
    ],
    signatures: ["Người lập", "Thủ trưởng đơn vị"],
  }),
};
