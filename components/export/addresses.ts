export const DOWNLOAD = "/my-data/export";
