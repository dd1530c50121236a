import type { simulator as en } from "../en/simulator.js";

export const simulator: Record<keyof typeof en, string> = {
  "simulator/recording/unreadable":
    "Không đọc được {path} ({error}). Hãy đưa tệp do bztoken watch --record ghi ra.",
  "simulator/scenario/json": "{path}, dòng {line}, cột {column}: không phải JSON: {what}",
  "simulator/scenario/twice": '{path}, dòng {line}: "{field}" có hai lần. Hãy để lại một lần.',
  "simulator/scenario/field": "Kịch bản: {issue}",
  "simulator/scenario/unknown": 'Không có kịch bản "{name}". Hãy chọn một trong {names}, hoặc một tệp.',
  "simulator/sightings/pair-again":
    "{where}: cặp {pair} lại xuất hiện. Hãy sắp xếp tệp theo cặp và thời gian.",
  "simulator/sightings/order":
    "{where}: t_s lùi từ {before} về {after}. Hãy sắp xếp tệp theo cặp và thời gian.",
  "simulator/not-apart":
    "Thẻ của người {person} từ giây {seconds} gửi đi thứ khác vì những gì thẻ đã nghe; chỉ mô phỏng riêng từng thẻ được khi không có chuyện đó. Hãy dùng --in-step.",
  "simulator/no-schedule": 'Không có lịch phát nào có "{text}" trong tên. Hiện có: {names}.',
  "simulator/chart-ending": "--out {path}: hãy đặt tên tệp kết thúc bằng .svg hoặc .html",
  "simulator/too-many-live":
    "{people} người cùng lúc là quá nhiều cho bộ nhớ của máy tính. Hãy chọn tối đa {most} người.",
  "simulator/replay-options":
    "--replay chiếu lại bản ghi như đã ghi. Hãy bỏ tên kịch bản, --people, --seed, --from, --record.",
  "simulator/recording/damaged": "Không chiếu được {path}: {why}.",
  "simulator/recording/exists": "Đã có tệp {path}. Hãy chọn tên khác cho bản ghi, hoặc xoá tệp đó trước.",
  "simulator/recording/unwritable": "Không ghi được {path} ({error}). Hãy chọn chỗ khác cho bản ghi.",
  "simulator/scenario/at-line/one": "{path}, dòng {line}: {issue}",
  "simulator/scenario/at-line/and-more": "{path}, dòng {line}: {issue} (và {more} lỗi nữa)",
  "simulator/scenario/no-file": "{path}: không có tệp này",
  "simulator/scenario/unreadable": "{path}: không đọc được tệp này ({error})",
};
