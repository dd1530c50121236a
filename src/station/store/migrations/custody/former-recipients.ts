/** Who once had a token's boxes and has them no longer (`former-recipients.ts`). */

/** Of those who left an older store it is not known which boxes they had: every token in it counts. */
export const formerRecipientsMigration: readonly string[] = [
  `create table former_recipients (
     serial integer not null,
     recipient text not null,         -- fingerprint
     primary key (serial, recipient)
   )`,
  `insert into former_recipients
     select distinct boxes.serial, known_keys.fingerprint from boxes, known_keys
     where known_keys.role <> 'unit' and known_keys.is_sender = 0
       and not exists (select 1 from boxes as kept where kept.recipient = known_keys.fingerprint)`,
];
