/** Where "Ask me later" was, once it has been used up: nobody is pressed, since silence allows nothing. */
export function NoMoreLater() {
  return (
    <p className="text-muted text-sm">
      You have put this off as often as is possible. No answer still means no.
    </p>
  );
}
