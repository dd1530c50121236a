import type { CaseTextKind } from "../../cases/withdrawal/mentions.js";
import type { MentionKind } from "../../store/staff/mentions.js";

type Kind = MentionKind | CaseTextKind;

/** Texts that name a person, in Vietnamese. `mentions-en.ts` has the same keys. */
export const mentionsVi = {
  mentions: {
    searching: "Đang tìm những chỗ còn nhắc tới người này…",
    none: "Không có ghi chú nào khác nhắc tới người này.",
    lead: (count: string) =>
      `${count} chỗ khác nhắc tới người này. Ở chỗ được đánh dấu, những chữ tô vàng được thay bằng “[đã xoá]”; ô điện thoại thì để trống. Chỗ chưa đánh dấu có thể là người khác, hoặc cần cho người khác: hãy xem từng chỗ.`,
    all: "Đánh dấu tất cả",
    list: "Những chỗ nhắc tới",
    ledger: (numbers: string) =>
      `Sổ chỉ ghi thêm, không sửa được: lý do ở dòng ${numbers} nhắc tới người này và còn mãi.`,
    locked: (count: string) =>
      `${count} hồ sơ ca đang khoá, chỉ cán bộ của hồ sơ xem được. Khi mở, hồ sơ tự bỏ tên và số của người có trong ca; ai chỉ được nhắc tới thì cán bộ tìm bằng nút “Bỏ lời nhắc” trong hồ sơ. Hãy báo họ trước khi xoá.`,
    struck: (count: string) => `Đã bỏ lời nhắc ở ${count} chỗ.`,
    caseAction: "Bỏ lời nhắc",
    caseTitle: "Bỏ lời nhắc tới một người",
    caseLead:
      "Tìm trong mọi ghi chú của hồ sơ này: theo dõi, phỏng vấn, nơi đã đến, người gọi. Hồ sơ khác phải mở riêng.",
    name: "Họ và tên",
    phone: "Điện thoại",
    find: "Tìm",
    strike: "Bỏ ở chỗ đã đánh dấu",
    nothingTyped: "Hãy nhập họ tên hoặc điện thoại.",
    nothingTicked: "Hãy đánh dấu ít nhất một chỗ.",
    notYet: "Hãy chờ tìm xong.",
    kinds: {
      "persons/name": (of) => `Tên của ${of}`,
      "persons/guardian": (of) => `Người giám hộ của ${of}`,
      "persons/phone": (of) => `Điện thoại của ${of}`,
      "persons/relative_phone": (of) => `Điện thoại người thân của ${of}`,
      "persons/address": (of) => `Địa chỉ của ${of}`,
      "persons/person_group": (of) => `Nhóm của ${of}`,
      "persons/unit": (of) => `Đơn vị của ${of}`,
      "households/address": (of) => `Địa chỉ hộ ${of}`,
      "households/note": (of) => `Ghi chú của hộ ${of}`,
      "households/team": (of) => `Tổ đến hộ ${of}`,
      "households/unit": (of) => `Đơn vị của hộ ${of}`,
      "issues/collected_by": (of) => `Ai nhận thẻ thay ${of}`,
      "token_states/reason": (of) => `Lý do của thẻ ${of}`,
      note: (of) => `Ghi chú về ${of}`,
      symptoms: (of) => `Triệu chứng của ${of}`,
      caller: (of) => `Ai gọi cho ${of}`,
      "said-name": () => "Tên người F0 kể",
      "said-unit": (of) => `Đơn vị của ${of} (F0 kể)`,
      "said-phone": (of) => `Điện thoại của ${of} (F0 kể)`,
      "said-note": (of) => `Gặp ${of} ở đâu (F0 kể)`,
      place: () => "Nơi F0 đã đến",
      "office-name": () => "Tên đơn vị trong lời báo",
      "office-phone": () => "Số gọi lại",
      "origin-f0": () => "Ca F0 trước",
    } satisfies Record<Kind, (of: string) => string> as Record<Kind, (of: string) => string>,
    someone: "một người",
  },
};
