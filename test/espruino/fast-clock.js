/** For `node --import`: the computer's clock runs as many times faster as the token's does in a test. */
const { CLOCK_START_MS, CLOCK_SPEED } = process.env;
const now = Date.now;
Date.now = () => Number(CLOCK_START_MS) + Math.floor((now() - Number(CLOCK_START_MS)) * Number(CLOCK_SPEED));
