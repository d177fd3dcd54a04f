// Package awsexport reads and writes the layout of DynamoDB's native exports to S3.
//
//	AWSDynamoDB/<export id>/_started                     empty, written first
//	AWSDynamoDB/<export id>/data/<name>.json.gz          a full export's data: lines {"Item":{…}}
//	AWSDynamoDB/data/<name>.json.gz                      the data of all incremental exports to one prefix
//	AWSDynamoDB/<export id>/manifest-files.json          one line per data file
//	AWSDynamoDB/<export id>/manifest-files.md5
//	AWSDynamoDB/<export id>/manifest-summary.json        what was exported, when and how
//	AWSDynamoDB/<export id>/manifest-summary.md5
//
// The source is the page "DynamoDB table export output format" of DynamoDB's developer guide. It calls the
// checksum files .checksum; what the service writes ends in .md5 and holds the MD5 of the manifest in base64, 24
// bytes without a newline. Both names are read. A checksum file that isn't there is no error. A data file's
// md5Checksum is that of the compressed bytes: the etag in the page's example is what S3 makes of it for an upload in one
// part.
//
// # Reading
//
// [Open] reads the manifests, finds each data file, and compares what the manifests say of one another.
// [Export.Reader] streams one data file and compares its MD5 and its number of records with the manifest at its
// end. By then the records have been handed out: a mismatch tells that the file mustn't be trusted, and it's up to
// the job what to do about what it has written. A manifest's S3 keys count from AWSDynamoDB/ on, so that a copy
// of an export can be read from any folder.
//
// The etag isn't compared: S3 makes it of the file's MD5 only with some kinds of encryption and of uploads, and
// a copy doesn't have it. The MD5 of all bytes says more.
//
// # Writing
//
// A [Writer] writes a full export. What it writes follows from its options and the items: names and bytes are the
// same each time. The summary comes last, so that a folder that has one is complete.
package awsexport
