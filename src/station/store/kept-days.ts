/** How long a token keeps what it heard: `retentionDays` of `flash.config.json`. */
export const TOKEN_DAYS = 21;
/** How long a store keeps sealed logs; a forward step leaves no box that opens older days (DESIGN.md, decisions). */
export const STORE_DAYS = 30;
