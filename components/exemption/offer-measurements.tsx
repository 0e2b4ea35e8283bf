"use client";

import { isMeasured, type Measurements } from "../../domain/exemption/schema/measurements.ts";
import type { Ground } from "../../domain/exemption/schema.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { MeasurementsView } from "./measurements-view.tsx";

type OfferMeasurementsProps = {
  requestId: string;
  ground: Ground;
  /** Null where all of it is attached. */
  measured:
    | readonly {
        readonly deviceId: string;
        readonly shown: string;
        readonly measurements: Measurements;
      }[]
    | null;
  /** Receives `requestId`, `deviceId` and `shown`. */
  action: FormAction;
};

/**
 * The agent's own measurements as evidence, on grounds that they can support and if the employee wants that: first
 * they see all of it.
 */
export function OfferMeasurements({ requestId, ground, measured, action }: OfferMeasurementsProps) {
  if (!isMeasured(ground) || measured === null) return null;
  if (measured.length === 0)
    return (
      <p className="max-w-prose text-muted">
        What your computers measured of themselves can be attached here too, of days that are over. In the
        last 30 days there is none yet: today is not over.
      </p>
    );
  return measured.map(({ deviceId, shown, measurements }) => (
    <Disclosure
      key={deviceId}
      summary={`Attach what ${measurements.device.name} measured of itself, if you like`}
    >
      <p className="max-w-prose">
        This is all that would be attached, and nothing of it unless you press the button. It says nothing
        about what you did.
      </p>
      <MeasurementsView measurements={measurements} />
      <ActionForm
        action={action}
        aria-label={`Measurements of ${measurements.device.name}`}
        className="grid gap-3"
      >
        {(state) => (
          <>
            <FormMessage state={state} />
            <input type="hidden" name="requestId" value={requestId} />
            <input type="hidden" name="deviceId" value={deviceId} />
            <input type="hidden" name="shown" value={shown} />
            <div>
              <SubmitButton weight="neutral" pendingLabel="Attaching…">
                Attach these measurements
              </SubmitButton>
            </div>
          </>
        )}
      </ActionForm>
    </Disclosure>
  ));
}
