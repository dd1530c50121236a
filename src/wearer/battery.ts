/** What the voltage of a token's cell means, for the token and for who reads it. Device code. */

/** Below it the wearer and staff are told to charge. */
export const LOW_MV = 3500;
/** Below it the token stops: radio off, log and state saved, no page erased. It begins anew from `LOW_MV` on, or at a plug. */
export const EMPTY_MV = 3300;
