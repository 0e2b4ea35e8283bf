/** Whether anything in a form is other than it came. */
export function isFilledIn(form: HTMLFormElement): boolean {
  return [...form.elements].some((each) => {
    if (each instanceof HTMLTextAreaElement) return each.value !== each.defaultValue;
    if (!(each instanceof HTMLInputElement)) return false;
    // A box without a value of its own says "on", whatever it came with.
    const isBox = each.type === "checkbox" || each.type === "radio";
    return isBox ? each.checked !== each.defaultChecked : each.value !== each.defaultValue;
  });
}
