import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Field } from "../ui/field.tsx";

/** Asks for the code that the computer shows. A plain GET: it only looks. */
export function LinkCodeForm({ typed, refused }: { typed: string; refused: string | null }) {
  return (
    <Card title="Enter the code">
      <form method="get" action="/devices/link" className="grid max-w-sm gap-4">
        <Field
          name="code"
          label="Code shown on the computer"
          hint="Eight letters, such as BCDF-GHJK. Run “sayso-agent enrol” on the computer to get one."
          error={refused ?? undefined}
        >
          {(control) => (
            <input
              {...control}
              defaultValue={typed}
              autoComplete="off"
              autoCapitalize="characters"
              required
            />
          )}
        </Field>
        <div>
          <Button type="submit">Continue</Button>
        </div>
      </form>
    </Card>
  );
}
