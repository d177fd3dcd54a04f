// Package s3files lets jobs read and write objects in S3, by names such as s3://bucket/key.
//
//	store := s3files.Mixed(s3files.New(s3.NewFromConfig(cfg)), nil)
//	jobs.Files{Store: store, Names: []string{"s3://my-data/orders/*.json.gz"}}
//
// It's a module of its own, so that nobody else needs S3's SDK.
//
// # Names
//
// Keys are taken as they are. A name that exists is that object, whatever it looks like. Otherwise *, ? and
// [...] make it a pattern that doesn't cross "/", and a name that ends in "/", or has objects below it, is a
// directory: the objects directly below.
//
// # Reading
//
// Open looks at size and ETag; every request after it asks for this ETag, so that two versions of an object are
// never mixed. A connection that breaks, or stands still, is replaced by one that goes on at the next byte. Where S3 has a checksum of
// the whole object, it's verified by whoever reads from front to back, unless the connection broke. ReadAt
// fetches more than it's asked for, as Parquet files are read in small pieces, and keeps up to 16 MiB of an object.
//
// # An output's life
//
//	Create -> Write … part after part is uploaded, out of sight -> Close: the object is there, whole
//	                       |
//	                       +-> Abort, Discard: the parts are removed
//	                       +-> a crash: the parts stay, until Create of the same name, or a rule of the bucket, removes them
//
// What fits into one part is put by a single request at Close, and leaves nothing if there is a crash. Parts have
// 8 MiB, and get larger after 8 GB. Each one is sent with a checksum.
//
// # Why an output can't be resumed
//
// Commit promises that all that was written is durable, to the byte. A multipart upload can be gone on with after
// a crash: its parts are listed with sizes and ETags. But all parts except the last must have 5 MiB, and a part
// can't be read back, nor added to. What was written behind the last part of 5 MiB can't be made durable within the
// upload, and a commit comes every few seconds, anywhere. A second object for each such rest would have to be
// written, kept and paid for, and be seen by others. So CanResume is false, and Commit makes nothing durable.
//
// A job that is resumed begins the file that was being written anew. An export to a directory begins
// another file every 256 MB, so little is lost: name a directory, not one large file.
//
// # Invariants
//
//   - Nothing is to be seen under an output's name before Close, and nothing incomplete ever.
//   - An object that exists isn't replaced unless Overwrite was asked for. S3 itself looks (If-None-Match), so that of
//     two jobs that write the same name one fails.
//   - An output that fails leaves no parts behind, as far as S3 can be reached.
//   - Memory: per output the parts under way and one more; per object that is read at any place 16 MiB.
//   - Errors name bucket and key and say what to do, and never what an object holds. They work with errors.Is and
//     [io/fs.ErrNotExist], [io/fs.ErrExist] and [io/fs.ErrPermission], and with errors.As and smithy.APIError.
//     Those that may go by have a method Temporary() bool that says so.
//
// # What the credentials must allow
//
// To read: s3:GetObject, and s3:ListBucket for patterns. To write: s3:PutObject and s3:AbortMultipartUpload; with
// s3:GetObject a file that exists is found before the work and not after it, and with
// s3:ListBucketMultipartUploads what a crash has left is removed. To remove: s3:DeleteObject. Besides, have the bucket
// remove what no job comes back for, by a lifecycle rule with AbortIncompleteMultipartUpload after some days.
package s3files
