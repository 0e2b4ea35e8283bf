"use client";

import { useEffect, useRef, useState } from "react";
import { classNames } from "../ui/class-names.ts";
import { pictureAddress } from "./addresses.ts";

type CapturePictureProps = {
  id: string;
  /** What it is, in words. */
  alt: string;
  width: number;
  height: number;
  className?: string;
};

/** The picture itself. Where it cannot be had right now a sentence stands in its place, and all else goes on. */
export function CapturePicture({ id, alt, width, height, className }: CapturePictureProps) {
  const picture = useRef<HTMLImageElement>(null);
  const [isMissing, setMissing] = useState(false);
  // It may have failed before there were scripts to notice.
  useEffect(() => {
    const { complete, naturalWidth } = picture.current ?? {};
    if (complete && naturalWidth === 0) setMissing(true);
  }, []);
  if (isMissing)
    return (
      <span
        className={classNames(
          "grid place-items-center bg-sunken p-4 text-center text-muted text-sm",
          className,
        )}
      >
        <span>
          <span className="sr-only">{alt}. </span>
          The picture cannot be reached right now. It is still yours, and you can still delete it.
        </span>
      </span>
    );
  return (
    // biome-ignore lint/performance/noImgElement: what only its subject may see is not for an optimiser's cache.
    <img
      ref={picture}
      src={`${pictureAddress(id)}/picture`}
      alt={alt}
      width={width}
      height={height}
      loading="lazy"
      decoding="async"
      onError={() => setMissing(true)}
      className={classNames("bg-sunken object-contain", className)}
    />
  );
}
