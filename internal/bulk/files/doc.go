// Package files is where a bulk job's inputs come from and its outputs go to.
//
// A [Store] has files by name. [Local] is the one of this machine's file system; S3 has one in a module of its
// own.
//
// # An output's life
//
//	Create(resumeAt 0) -> Write … Commit … Write … Commit -> Close: visible under its name
//	        |                        |
//	        |                        +-> Abort or a crash: what was committed stays, out of sight
//	        |                                     |
//	        +-> Discard: nothing stays            +-> Create(resumeAt n): goes on behind byte n
//
// # Invariants
//
//   - Nothing is to be seen under an output's name before Close, and nothing incomplete ever.
//   - What Commit returned is on the disk: fsync has succeeded for the file, and for the directories that lead
//     to it.
//   - After a failed Write or Commit an output takes nothing more and Close doesn't show it. What an earlier
//     Commit returned can be gone on with.
//   - A file that exists isn't replaced unless Overwrite was asked for.
//   - Errors name the file and say what to do. They wrap what the system said, so that errors.Is works with
//     [fs.ErrNotExist], [fs.ErrExist], [fs.ErrPermission] and numbers such as syscall.ENOSPC.
package files
