import {type SingleBar} from 'cli-progress'

import {mayAnimate} from '../io/color.js'
import {duration} from '../text/duration.js'
import {type Output} from './output.js'

/** A progress bar on stderr, where somebody is there to watch it. */
export class Progress {
  /** A promise, because updates come while the bar is still being loaded. */
  private bar?: Promise<SingleBar>

  constructor(private readonly output: Output) {}

  /** Takes the bar away; one that is left would keep the process alive. */
  async stop(): Promise<void> {
    const bar = await this.bar
    bar?.stop()
  }

  async update(done: number, total: number, secondsLeft: number): Promise<void> {
    if (!this.output.interactive || !mayAnimate(this.output.io.env)) return
    this.bar ??= this.start(total)
    const bar = await this.bar
    bar.update(done, {left: duration(secondsLeft)})
  }

  private async start(total: number): Promise<SingleBar> {
    const [{default: progress}, waiting] = await Promise.all([import('cli-progress'), this.output.waiting()])
    waiting?.hush()
    const bar = new progress.SingleBar(
      {
        format: '{bar} {value}/{total}, {left} left',
        hideCursor: false,
        stream: this.output.io.stderr,
      },
      progress.Presets.shades_classic,
    )
    bar.start(total, 0, {left: '?'})
    return bar
  }
}
