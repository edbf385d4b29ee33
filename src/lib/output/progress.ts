import {type SingleBar} from 'cli-progress'

import {duration} from './duration.js'
import {type Output} from './output.js'

/** A progress bar on stderr, where somebody is there to watch it. */
export class Progress {
  private bar?: SingleBar

  constructor(private readonly output: Output) {}

  stop(): void {
    this.bar?.stop()
  }

  async update(done: number, total: number, secondsLeft: number): Promise<void> {
    if (!this.output.interactive) return
    this.bar ??= await this.start(total)
    this.bar.update(done, {left: duration(secondsLeft)})
  }

  private async start(total: number): Promise<SingleBar> {
    const {default: progress} = await import('cli-progress')
    const bar = new progress.SingleBar(
      {
        format: '{bar} {value}/{total}, {left} left',
        hideCursor: false,
        stream: process.stderr,
      },
      progress.Presets.shades_classic,
    )
    bar.start(total, 0, {left: '?'})
    return bar
  }
}
