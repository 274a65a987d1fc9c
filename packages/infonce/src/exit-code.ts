// What the command's exit codes mean.

export const exitCode = {
  success: 0,
  /** An input cannot be read or used, or an output cannot be written. */
  failure: 1,
  /** The command line asks for something that is not there or not possible. */
  usage: 2,
  /** An error that infonce did not foresee. */
  bug: 70,
  /** Ctrl-C, 128 + SIGINT. */
  interrupted: 130,
  /** Whoever read the results went away, 128 + SIGPIPE. */
  brokenPipe: 141,
  /** 128 + SIGTERM. */
  terminated: 143,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

export const exitCodeHelp = `Exit codes:
  0    success
  1    failure: an input cannot be read or used, an output cannot be written
  2    wrong usage: an unknown option, an impossible number
  70   a bug in infonce
  130  interrupted by Ctrl-C (training saves a checkpoint first)
  141  the reader of standard output closed it
  143  terminated by SIGTERM (training saves a checkpoint first)`
