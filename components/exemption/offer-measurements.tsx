"use client";

import type { Measurements } from "../../domain/exemption/schema/measurements.ts";
import { ActionForm } from "../ui/action-form.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { FormMessage } from "../ui/form-message.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { MeasurementsView } from "./measurements-view.tsx";

type OfferMeasurementsProps = {
  measured: readonly {
    readonly deviceId: string;
    readonly shown: string;
    readonly measurements: Measurements;
  }[];
  /** Receives `deviceId` and `shown`. */
  action: FormAction;
};

/** The agent's own measurements as evidence, if the employee wants that: first they see all of it. */
export function OfferMeasurements({ measured, action }: OfferMeasurementsProps) {
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
