/** Where a replay that is kept open answers, for commands in another terminal. */
export const LOCAL_PORT = 4680;
