/** A commune's operating keys lie sealed to the unit's own key; those that older programs left in `operating_keys` move there. */
export const lockedStockMigration: readonly string[] = [
  `create table locked_stock (          -- a commune's store only
     unit text primary key,           -- fingerprint of the unit's key
     sealed bytea not null            -- the newest operating key of each token
   )`,
];
