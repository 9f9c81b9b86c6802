/** This package's version, as the server's log shows it. */
export const SDK_VERSION = '0.0.0';
