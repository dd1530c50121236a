import { VIETNAMESE_SHEET } from "../exchange/contact-sheet.js";
import { caseVi } from "./cases/case-vi.js";
import { keyVi } from "./key/key-vi.js";
import { staffVi } from "./staff/staff-vi.js";
import { coverage } from "./screens/coverage/vi.js";
import { guideVi } from "./screens/guide/vi.js";
import { due, loans } from "./screens/due/vi.js";
import { papers } from "./screens/papers/vi.js";
import { people } from "./screens/people/vi.js";
import { round } from "./screens/round/vi.js";
import { mentionsVi } from "./texts/mentions-vi.js";
import { phonesVi } from "./texts/phones-vi.js";
import { whoVi } from "./texts/who-vi.js";

/** The page in Vietnamese. `en.ts` has the same keys; the compiler sees to it. */
export const vi = {
  coverage,
  due,
  loans,
  key: keyVi,
  people,
  round,
  papers,
  title: "Máy đọc thẻ",
  subtitle: "Bluezone Token",
  tokensTab: "Thẻ",
  readTab: "Đọc thẻ",
  traceTab: "Truy vết",
  practice: "Khoá luyện tập",
  practiceMore: "Dữ liệu chưa được bảo vệ. Không dùng cho người thật.",
  loading: "Đang tải…",
  cancel: "Bỏ qua",
  save: "Lưu",
  serial: "Số thẻ",

  tokensTitle: "Thẻ",
  search: "Tìm theo tên, đơn vị hoặc số thẻ",
  filter: "Lọc thẻ",
  filters: { all: "Tất cả", unread: "Chưa đọc hết", nobodys: "Chưa giao", faulty: "Cần xem lại" },
  actions: "Việc cần làm",
  rowsOf: (first: string, last: string, all: string) => `${first}–${last} trong ${all} thẻ`,
  before: "Trước",
  after: "Sau",
  noMatch: "Không có thẻ nào khớp.",
  noTokensTitle: "Chưa có thẻ nào",
  noTokensText: "Cắm một thẻ vào cổng USB rồi mở mục Đọc thẻ.",
  statTokens: "thẻ",
  statHeld: "đã có người giữ",
  statRecords: "bản ghi đã lưu, còn niêm phong",
  statUnread: "thẻ chưa đọc hết",
  holder: "Người giữ",
  nobody: "Chưa giao",
  lastRead: "Đọc lần cuối",
  neverRead: "Chưa đọc",
  records: "Bản ghi",
  battery: "Pin",
  charging: "đang sạc",
  clock: "Đồng hồ thẻ",
  clockGood: "Đúng giờ",
  clockOff: (drift: string) => `Lệch ${drift}`,
  clockUnset: "Đã mất giờ",
  clockEstimated: "Giờ ước đoán",
  unread: "Còn lại",
  unreadNone: "Đã đọc hết",
  unreadSome: (count: string) => `Chưa đọc ${count}`,
  atGate: "Thẻ ở cổng",
  giveToken: "Giao thẻ",
  changeHolder: "Đổi người",
  giveTitle: (serial: string) => `Giao thẻ ${serial}`,
  giveText: "Thẻ chưa có người giữ.",
  handOverText: (name: string) =>
    `${name} được ghi là giữ thẻ đến lúc giao. Nếu chỉ ghi sai tên, hãy đóng lại và chọn Sửa.`,
  handOverMoment: "Giao lúc",
  momentPlaceholder: "bây giờ; hoặc 14:30, 28/11 14:30",
  momentWrong: "Viết giờ như 14:30, hoặc ngày giờ như 28/11 14:30.",
  takeBack: "Nhận lại thẻ",
  correct: "Sửa",
  correctTitle: (name: string) => `Sửa thông tin của ${name}`,
  correctText: "Chỉ để sửa chỗ ghi sai. Nếu thẻ sang tay người khác, hãy chọn Đổi người.",
  heldFrom: (serial: string) => `Giữ thẻ ${serial} từ`,
  knownPeople: "Đã có trong danh sách? Hãy chọn, đừng nhập lại:",
  someoneElse: "Người khác",
  hadTokens: (serials: string) => `thẻ ${serials}`,
  personBirthYear: "Năm sinh (không bắt buộc)",
  birthYearWrong: "Viết năm sinh bằng bốn chữ số, ví dụ 1958.",
  personName: "Họ và tên",
  personUnit: "Thôn, hộ, lớp hoặc đơn vị",
  personPhone: "Số điện thoại (không bắt buộc)",
  nameMissing: "Hãy nhập họ và tên.",

  readTitle: "Đọc thẻ",
  readLead:
    "Cắm một hay nhiều thẻ: mỗi thẻ được kiểm tra ngay, bấm nút trên thẻ nào thì đọc thẻ ấy. Đọc không xoá gì trên thẻ.",
  signInTitle: "Đăng nhập để đọc thẻ đang dùng",
  signInLead:
    "Khoá của các thẻ đang dùng được niêm phong trong máy này. Tệp khoá của đơn vị mở chúng cho đến khi tắt chương trình hoặc khoá lại.",
  signInPlain:
    "Khoá của các thẻ đang dùng còn để ngỏ trong kho dữ liệu: ai chép kho cũng có chúng. Hãy đăng nhập một lần bằng tệp khoá của đơn vị để niêm phong chúng.",
  unitKey: "Tệp khoá của đơn vị",
  signIn: "Đăng nhập",
  signedIn: "Đã đăng nhập: máy này đọc được các thẻ đang dùng.",
  lockAgain: "Khoá lại",
  plugged: "Thẻ đang cắm",
  pluggedFilter: "Lọc danh sách",
  simulated: "mô phỏng",
  noSourcesTitle: "Chưa thấy thẻ nào",
  noSourcesText: "Cắm thẻ bằng dây USB có truyền dữ liệu. Thẻ sẽ hiện ra ở đây sau vài giây.",
  read: "Đọc",
  readAgain: "Đọc lại",
  press: "Bấm nút trên thẻ",
  unplug: "Rút ra",
  unplugged: "đã rút ra",
  plug: "Cắm vào",
  drawer: "Thẻ mô phỏng chưa cắm",
  drawerSearch: "Tìm thẻ mô phỏng",
  readDays: (count: string) => `${count} ngày`,
  readContacts: (count: string) => `${count} lượt tiếp xúc`,
  readBattery: (percent: string, isCharging: boolean) =>
    `pin khoảng ${percent} %${isCharging ? " (đang sạc)" : ""}`,
  readClock: (drift: string) => `đồng hồ ${drift}`,
  readClockExact: "đồng hồ đúng giờ",
  readClockLost: "đồng hồ đã mất giờ",
  readAll: (count: number) => `Đọc cả ${count} thẻ`,
  stageWaiting: "Đang chờ",
  stageConnecting: "Đang kết nối…",
  stageClock: "Đang kiểm tra đồng hồ…",
  stageList: "Đang nạp danh sách ca bệnh…",
  stageConsent: "Mời người đeo bấm nút trên thẻ để đồng ý cho đọc",
  stageConsentMore: "Đèn trên thẻ đang nháy. Chờ tối đa một phút; không bấm thì không đọc được gì.",
  stageUpdate: (percent: string) => `Có phần mềm mới cho thẻ: đang cập nhật, ${percent} %. Đừng rút thẻ.`,
  updatedTo: (version: string) =>
    `Thẻ đã nhận phần mềm ${version} và bắt đầu chạy thử. Rút thẻ và đưa lại cho người đeo được rồi; nếu không ổn, thẻ tự quay về phần mềm cũ.`,
  stageReading: (read: string, total: string) => `Đang đọc ${read} / ${total} bản ghi`,
  readDone: (added: string) => `Đã đọc xong, ${added} bản ghi mới`,
  readNothingNew: "Đã đọc xong, không có gì mới",
  checked: "Đã kiểm tra, chưa đọc nhật ký",
  dateIsRight: "Ngày giờ máy tính đúng",
  readFailed: "Chưa đọc được",
  readSeconds: (seconds: string) => `${seconds} giây`,
  overall: (done: number, total: number) => `xong ${done} / ${total} thẻ`,
  tryAgain: "Thử lại",
  warnings: {
    exposed: (day: string) =>
      `Thẻ báo: người đeo đã ở gần một ca bệnh ngày ${day}. Hãy báo người phụ trách theo dõi.`,
    warned: () => "Thẻ đang cảnh báo người đeo theo lệnh của một máy đọc thẻ.",
    "clock-unset": () => "Thẻ đã mất giờ: từ khi hết điện thẻ không ghi được gì. Đã đặt lại giờ.",
    "clock-estimated": (drift: string) =>
      `Thẻ chỉ ước đoán giờ sau khi mất điện, ${drift}. Đã đặt lại giờ; các bản ghi được tính lại giờ.`,
    "clock-drift": (drift: string) => `Đồng hồ thẻ ${drift}. Đã chỉnh lại; các bản ghi được tính lại giờ.`,
    "clock-refused": (drift: string) =>
      `Đồng hồ thẻ ${drift}, quá mức người đọc thẻ được phép chỉnh. Cán bộ quản lý phải chỉnh; độ lệch đã được lưu để tính lại giờ các bản ghi.`,
    "clock-needs-keys": (drift: string) =>
      `Đồng hồ thẻ ${drift}, khoá của thẻ không dùng được cho hôm nay. Cán bộ quản lý phải đổi khoá cho thẻ; độ lệch đã được lưu để tính lại giờ các bản ghi.`,
    "clock-rekeyed": () => "Thẻ đã được đổi khoá, bắt đầu từ hôm nay.",
    "date-in-doubt": (computer: string, other: string, source: "program" | "token" | "reading" | "store") =>
      source === "program"
        ? `Máy tính báo ${computer}, nhưng chương trình này được làm ra sau đó (${other}): ngày giờ máy tính sai. Hãy chỉnh ngày giờ máy tính rồi đọc lại. Bản ghi đã đọc vẫn được giữ; đồng hồ thẻ được để nguyên.`
        : `Máy tính báo ${computer}, nhưng ${{ token: "thẻ báo", reading: "lần đọc trước là", store: "một thẻ đã đọc báo" }[source]} ${other}. Hãy xem đồng hồ và lịch: máy tính có đúng không? Bản ghi đã đọc vẫn được giữ; đồng hồ thẻ được để nguyên.`,
    "old-records": (count: string, days: string, isDropped: boolean) =>
      isDropped
        ? `${count} bản ghi của ${days} đã quá số ngày được giữ (thẻ từng hết điện) nên đã bị xoá.`
        : `${count} bản ghi của ${days} đã quá số ngày được giữ nếu ngày máy tính đúng; sẽ bị xoá khi ngày được xác nhận.`,
    "lost-expired": (count: string) =>
      `${count} bản ghi quá hạn đã bị xoá khi chưa đọc. Hãy đọc thẻ này thường xuyên hơn.`,
    "lost-overwritten": (count: string) =>
      `Bộ nhớ thẻ đầy: ${count} bản ghi chưa đọc đã bị ghi đè. Hãy đọc thẻ này thường xuyên hơn.`,
    "lost-unwritten": (count: string) => `Bộ nhớ thẻ không ghi được ${count} bản ghi. Hãy cho kiểm tra thẻ.`,
    "lost-left-out": (count: string) =>
      `Chỗ quá đông người: ${count} lần gặp ngắn và yếu đã bị bỏ qua vì bộ nhớ thẻ không đủ.`,
    "pages-missing": (count: string) =>
      `Nhật ký của thẻ thiếu ${count} trang không rõ lý do. Hãy cho kiểm tra bộ nhớ của thẻ.`,
    "was-claimed": () =>
      "Chương trình cũ đã lưu dưới số này những gì một thiết bị không có khoá của thẻ đưa ra. Những thứ đó đã bỏ, và thẻ được đọc lại từ đầu. Có người định lừa: hãy báo cho cơ quan quản lý.",
    "log-restarted": () => "Nhật ký của thẻ đã bị xoá từ lần đọc trước, hoặc thẻ đã mất dữ liệu của mình.",
    "same-number": (token: string) =>
      `Một thẻ khác trên máy này có cùng số. Nhật ký hai thẻ được giữ riêng; thẻ này tên là ${token}.`,
    "state-failing": () =>
      "Thẻ không lưu được trạng thái: hết điện là mất giờ và cài đặt. Hãy để riêng thẻ này và phát thẻ khác.",
    "state-lost": () => "Thẻ đã mất trạng thái: số, khoá và cài đặt không còn. Hãy chuẩn bị lại thẻ.",
    "log-at-end": () => "Thẻ không ghi thêm được cho đến khi cán bộ quản lý đổi khoá cho thẻ.",
    "flash-errors": (count: string) => `Bộ nhớ của thẻ báo ${count} lỗi. Hãy cho kiểm tra thẻ.`,
    conflicting: (count: string) =>
      `${count} bản ghi khác với bản đã lưu; cả hai được giữ, và khi truy vết, bản mở được sẽ được tính.`,
    "battery-low": () => "Pin yếu. Hãy để thẻ cắm thêm để sạc.",
  },

  case: caseVi,

  traceTitle: "Truy vết",
  traceLead: "Tìm những người đã ở gần một ca F0, theo nhật ký của thẻ F0 và của các thẻ khác.",
  f0: "Ca F0",
  f0Placeholder: "Gõ tên hoặc số thẻ",
  f0More: (count: number) => `còn ${count} người khác; hãy gõ thêm`,
  hadUntil: (moment: string) => `(giữ đến ${moment})`,
  f0None: "Không có thẻ đã đọc nào khớp.",
  onset: "Ngày khởi phát",
  isolated: "Ngày cách ly (nếu có)",
  datePlaceholder: "ngày/tháng/năm",
  dateWrong: "Viết ngày như 14/08/2020.",
  calendarFor: (label: string) => `Lịch: ${label}`,
  minutesWrong: "Số phút phải là số nguyên từ 1 đến 1.440.",
  pastKeeping: (days: number, day: string) =>
    `Thẻ chỉ giữ những gì nghe được trong ${days} ngày: trước ${day} thẻ không còn gì, chỉ còn những gì máy này đã đọc khi đó.`,
  stale:
    "Biểu mẫu đã thay đổi: kết quả dưới đây vẫn là của lần truy vết trước. Bấm Truy vết để xem kết quả mới.",
  dateFuture: "Ngày này ở tương lai.",
  dateOrder: "Ngày cách ly phải sau khi bắt đầu truy vết.",
  officerKey: "Tệp khoá của cán bộ",
  passphrase: "Mật khẩu của tệp khoá",
  reason: "Lý do mở (ghi vào sổ)",
  officerMore:
    "Nhật ký được niêm phong. Mỗi lần mở đều được ghi vào sổ, lý do ở lại đó mãi: đừng ghi tên hay số điện thoại; kết quả nằm trong hồ sơ ca bệnh có khoá.",
  keyMissing: "Hãy chọn tệp khoá và nhập mật khẩu.",
  leftSealed: (count: string) => `${count} bản ghi còn niêm phong, chưa mở.`,
  keptInCase: (id: string) => `Lưu trong hồ sơ ca bệnh ${id}.`,
  f0Missing: "Hãy chọn ca F0 trong danh sách.",
  runTrace: "Truy vết",
  tracing: "Đang truy vết…",
  rule: "Quy tắc tiếp xúc gần",
  ruleMinutes: "Ít nhất (phút trong một ngày)",
  rulePoint: "Gọi tên",
  everyLog: "Mở mọi nhật ký, kể cả của những người mà nhật ký của chính F0 đã loại trừ",
  points: { wide: "rộng", usual: "vừa", narrow: "hẹp" },
  price: (named: string, missed: string) =>
    `Trong làng mô phỏng, cách gọi tên này nêu ${named} người cho mỗi người tiếp xúc gần thật và bỏ sót ${missed} trên 100; ở lớp học, chợ, xe buýt thì sai nhiều hơn.`,
  nothingTraced: "Chọn ca F0 và ngày khởi phát để xem ai đã ở gần.",
  noReadTokens: "Chưa đọc thẻ nào nên chưa truy vết được. Hãy đọc thẻ trước.",
  period: (from: string, to: string) => `Từ ${from} đến ${to}`,
  lookBack: (days: number) => `${days} ngày trước khởi phát`,
  closeCount: "người tiếp xúc gần",
  otherCount: "người khác từng ở gần",
  unknownCount: "mã của điện thoại hoặc thẻ chưa đăng ký",
  evidence: "Đây là căn cứ để hỏi chuyện, không phải kết luận.",
  evidenceMore:
    "Mức gần xa suy từ độ mạnh sóng và hay sai: ở 2 m, khoảng 4 trên 10 lượt đo bị xếp xa hơn; ở 3 m, khoảng 1 trên 3 lượt bị xếp là gần.",
  person: "Người tiếp xúc",
  notRegistered: "Chưa đăng ký tên",
  when: "Lần đầu – lần cuối",
  minutes: "Bao lâu",
  withinTwoMetres: (expected: string, low: string, high: string, percent: string) =>
    `trong 2 m: ${expected} (${low}–${high} phút); khả năng ${percent} %`,
  howNear: "Chủ yếu ở mức",
  seenBy: "Ai ghi nhận",
  timeline: "Dòng thời gian",
  close1: "Tiếp xúc gần",
  nearness: { near: "Gần", mid: "Vừa", far: "Xa" },
  seen: { both: "Cả hai thẻ", f0: "Chỉ thẻ F0", contact: "Chỉ thẻ của người này", said: "Lời kể" },
  birthYear: "Năm sinh",
  unitName: "Đơn vị",
  phone: "Điện thoại",
  sheetHead: VIETNAMESE_SHEET.head,
  work: "Việc đã làm",
  workOf: (name: string) => `Việc đã làm với ${name}`,
  note: "Ghi chú",
  noteOf: (name: string) => `Ghi chú về ${name}`,
  statuses: {
    todo: "Chưa liên hệ",
    reached: "Đã liên hệ",
    unreachable: "Không liên hệ được",
    confirmed: "Xác nhận là F1",
    rejected: "Không phải F1",
  },
  download: "Tải về (CSV)",
  printList: "In danh sách",
  unreadTitle: (count: string) => `${count} thẻ chưa đọc đến hết khoảng này`,
  unreadText:
    "Người giữ các thẻ này có thể đã ở gần ca F0 mà chưa ai biết. Hãy đọc thẻ của họ rồi truy vết lại.",
  unreadNoneLeft: "Mọi thẻ trong kho đã được đọc đến hết khoảng này.",
  showAll: (count: string) => `Xem cả ${count} thẻ`,
  noContactsTitle: "Chưa thấy ai ở gần",
  noContactsText:
    "Trong những thẻ đã đọc không có ai gặp ca F0 trong thời gian này. Thẻ chưa đọc thì chưa biết được; hãy đọc thêm thẻ của người nhà, lớp học, nơi làm việc.",
  outOfTime: (count: string) => `Bỏ qua ${count} bản ghi vì đồng hồ hai thẻ lệch nhau quá 15 phút.`,
  unreadable: (count: string) => `${count} bản ghi không mở được.`,
  inDoubt: (count: string) =>
    `${count} bản ghi có thể là của ngày khác: không rõ đồng hồ thẻ đã sai bao nhiêu.`,
  heardOf: (heard: number, listened: number) => `nghe thấy ${heard} trong ${listened} lượt nghe`,
  legend: "Mỗi ô là 15 phút, giờ Việt Nam.",
  span: (hours: number, minutes: number) =>
    [hours > 0 && `${hours} giờ`, (minutes > 0 || hours === 0) && `${minutes} phút`]
      .filter(Boolean)
      .join(" "),
  today: "hôm nay",
  yesterday: "hôm qua",
  daysAgo: (days: number) => `${days} ngày trước`,
  seconds: (count: string) => `${count} giây`,
  minutesLong: (count: string) => `${count} phút`,
  daysLong: (count: string) => `${count} ngày`,
  hoursLong: (count: string) => `${count} giờ`,
  fast: (span: string) => `nhanh ${span}`,
  slow: (span: string) => `chậm ${span}`,

  staff: staffVi,
  guide: guideVi,
  training: {
    title: "Tập huấn",
    lead: "Muốn tập dùng máy? Tập huấn mở một trang riêng, với người và thẻ bịa. Dữ liệu thật không bị đụng đến.",
    start: "Mở tập huấn",
    running: "Trên máy này đang có một buổi tập huấn.",
    join: "Vào cùng buổi đó",
    anew: "Mở buổi mới (buổi kia kết thúc)",
    starting: "Đang dựng làng tập huấn…",
    banner: "TẬP HUẤN",
    bannerMore: (pin: string) =>
      `Người và thẻ ở đây đều là bịa; không gì ở đây đến được dữ liệu thật. Mã PIN: ${pin}.`,
    pin: (pin: string) => `Tập huấn: mã PIN là ${pin}.`,
    leave: "Rời tập huấn",
    filePrefix: "TAP-HUAN-",
    fileTitle: "TẬP HUẤN: người và thẻ trong danh sách này đều là bịa",
  },

  ...mentionsVi,
  ...phonesVi,
  ...whoVi,
};

export type Catalogue = typeof vi;
