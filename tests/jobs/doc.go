// Package jobs proves that the bulk jobs of package api/jobs survive SIGKILL. There's nothing in it but tests.
//
// Each scenario serves the DynamoDB of package api/local over HTTP, and holds the truth: what the table or the files
// must have in the end, and what the summary must count, by rules of its own. A child process, which is the test
// binary again, runs one job with a checkpoint. It's killed at random moments: at any time, while a checkpoint is
// saved, and while a file is finished. Then it's started again with the same arguments, in the other face, until it
// ends well. The server is slow, so that jobs last long enough to be hit.
//
// Between a kill and the next start the server comes to rest, as it does in the time that it takes a person to start
// a job again: what a killed process has sent last mustn't overtake what the next one writes.
//
// Each verb is killed 5 times at least by default, and 50 times with -long:
//
//	go test ./tests/jobs -long
package jobs
