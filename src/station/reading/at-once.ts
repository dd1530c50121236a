/** Many pieces of work, so many at once; whatever comes beyond waits for its turn. None waits for, or fails with, another. */
export function createQueue(most: number): { add(work: () => Promise<void>): void } {
  const waiting: (() => Promise<void>)[] = [];
  let underWay = 0;

  function goOn(): void {
    while (underWay < most) {
      const next = waiting.shift();
      if (next === undefined) return;
      underWay++;
      void next().finally(() => {
        underWay--;
        goOn();
      });
    }
  }

  return {
    /** @param work  never fails */
    add(work) {
      waiting.push(work);
      goOn();
    },
  };
}
