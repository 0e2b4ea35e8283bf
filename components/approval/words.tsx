/** What somebody wrote, as they wrote it: its lines, and the direction in which it is read. */
export function Words({ children }: { children: string }) {
  return (
    <p dir="auto" className="wrap-anywhere max-w-prose whitespace-pre-line border-edge border-l-2 pl-3">
      {children}
    </p>
  );
}
