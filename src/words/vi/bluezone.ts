import type { bluezone as en } from "../en/bluezone.js";

export const bluezone: Record<keyof typeof en, string> = {
  "bluezone/not-a-history":
    "Dòng 1: đây có vẻ là JSON, không phải lịch sử tiếp xúc. Có phải hai tệp bị đổi chỗ cho nhau không?",
  "bluezone/fields": "Dòng {line}: cần 4 cột cách nhau bằng dấu tab, nhưng có {found}",
  "bluezone/id": "Dòng {line}: {name} phải gồm {digits} chữ số hex, không phải {value}",
  "bluezone/rssi": "Dòng {line}: RSSI phải là số nguyên (dBm), không phải {value}",
  "bluezone/time":
    "Dòng {line}: thời gian phải là số mili giây (hoặc giây) kể từ năm 1970, không phải {value}",
  "bluezone/time-unit":
    "Dòng {line}: thời gian phải là số mili giây (hoặc giây) kể từ năm 1970; {value} có vẻ tính bằng {unit}",
  "bluezone/not-an-object": "{what} phải là một đối tượng JSON, không phải {value}",
  "bluezone/key": "{what}: {name} phải gồm {digits} chữ số hex, không phải {value}",
  "bluezone/number": "{what}: {name} phải là số nguyên từ {min} đến {max}, không phải {value}",
  "bluezone/not-a-list/history":
    "Đây là lịch sử tiếp xúc, không phải danh sách F0. Có phải hai tệp bị đổi chỗ cho nhau không?",
  "bluezone/not-a-list/keys": "Đây là khoá mà một điện thoại gửi lên (base_id), không phải danh sách F0",
  "bluezone/not-json/text": "{what} không phải JSON",
  "bluezone/not-json/at": "{what} không phải JSON: dòng {line}, cột {column}: {fault}",
  "bluezone/not-a-list/form": "Danh sách F0 phải có dạng {plain}, {wrapped} hoặc {pushed}",
  "bluezone/seconds/other": "{what}: {name} phải là số nguyên giây từ {min} đến {max}, không phải {value}",
  "bluezone/seconds/milliseconds":
    "{what}: {name} phải là số nguyên giây từ {min} đến {max}, không phải {value}; số này có vẻ tính bằng mili giây",
  "bluezone/said/entry": "Mục {index}: {what}",
  "bluezone/said/and": "{one}; {other}",
  "bluezone/said/key": "bỏ qua, điện thoại cũng bỏ qua: daily_key có {digits} chữ số hex, phải là {expected}",
  "bluezone/said/end": "bỏ qua, điện thoại cũng bỏ qua: time_end {end} trước time_start {start}",
  "bluezone/said/read-as": "{name} {value} được đọc là {number}, như điện thoại đọc",
};
