export const BACKDROP_STYLE = "fixed inset-0 z-40 bg-shade";

export const POPUP_STYLE =
  "fixed inset-x-4 top-[10vh] z-50 mx-auto grid max-h-[80vh] max-w-lg gap-4 overflow-auto rounded-card border border-line bg-surface p-6 shadow-float";
