/** What firmware/device/stand-ins/live.ts offers to this program. */
declare const bench: {
  readonly air: {
    deliver(
      data: Uint8Array,
      rssiDbm: number,
      phone?: { readonly id: string; readonly behaviour: string; readonly value: Uint8Array },
    ): boolean;
    current(): { readonly address: string; readonly payloads: Uint8Array[] } | undefined;
  };
  readonly chip: {
    press(): void;
    setUsbOpen(isOpen: boolean): void;
    setBattery(milliVolts: number, isCharging: boolean, isPowered: boolean): void;
  };
  report(line: string): void;
};

interface EspruinoUsb {
  emit(event: "data", chunk: string): void;
}
