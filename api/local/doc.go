// Package local is a DynamoDB in the process: for tests, examples, development and benchmarks,
// without Java, Docker, an account or a network.
//
// In five lines a test has its own:
//
//	db, err := local.New()
//	require.NoError(t, err)
//	defer db.Close()
//	client := db.Client() // a *dynamodb.Client
//	_, err = client.CreateTable(ctx, &dynamodb.CreateTableInput{...})
//
// Requests take the way of the service: the SDK serializes and signs them and tries them again, the
// DB validates them in DynamoDB's order and answers with its errors. A DB starts in microseconds and
// shares nothing with others, so each test can have one.
//
// # Three ways in
//
//   - [DB.Client] is an SDK client without sockets or goroutines: it works in testing/synctest.
//   - [DB.Handler] is the wire protocol for a server of one's own, such as httptest's.
//   - [DB.Listen] serves the wire protocol on an address, for clients in any language.
//
// # Misbehaving on command
//
// The cloud is slow at times, short of capacity at others, and its connections break. A DB does none
// of that unless it's told to, and then all of it repeatably:
//
//   - [WithLatency] and [DB.SetLatency]: how long operations take.
//   - [WithCapacity] and [DB.SetCapacity]: throttling by provisioned units, partitions and quotas.
//   - [WithErrorRate] and [DB.SetErrorRate]: a share of requests that fail.
//   - [WithIndexLag]: global secondary indexes that follow their tables later.
//   - [DB.Control]: anything else, decided request by request. A [Control] may delay a request, fail
//     it, drop its connection before or after it was applied, have a batch answered in part, or wait
//     for a signal. There are ready ones, such as [Fail], [Delay], [Drop], [DropAnswer], [Partial] and
//     [Hold], and others to choose what they are for: [On], [OnTable], [Times] and [Rate].
//
// All of it can be changed while requests are under way.
//
// # What it's not
//
// The data lives in memory and is gone with the process. Signatures aren't checked and there are no
// permissions, streams, backups, global tables, imports or exports: such operations are answered
// with UnknownOperationException.
package local
