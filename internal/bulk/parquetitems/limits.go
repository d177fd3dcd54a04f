package parquetitems

const (
	// RowGroupBytes is how many bytes of values a written row group holds before it's ended: what the writer has in
	// memory, at most and before compression. Less would cost readers: each column of a row group is
	// a place to seek to. 64 MiB is 160 of the largest items, and with [MaxRowGroups] 2 TiB a file.
	RowGroupBytes = 64 << 20

	// MaxRowGroups is how many row groups a file may have: their ordinal is an int16 in the format.
	MaxRowGroups = 1<<15 - 1

	// MaxColumns is how many leaf columns a file may have. The format has no limit, but each costs buffers, so that
	// a few bytes of schema could ask for any amount of memory. An item of 400 KB with that many
	// attributes has 100 bytes for each.
	MaxColumns = 4096

	// MaxRowBytes is how many bytes the values of a row may have together. DynamoDB's items have 400 KB at most
	// (service quotas); as DynamoDB JSON the worst of them, a list of nulls, is 14 times that.
	MaxRowBytes = 8 << 20

	// MaxRowValues is how many values a row may have: each element of a list takes a byte of the 400 KB at least.
	MaxRowValues = 512 << 10

	// maxFooter is how long a footer may be. 32767 row groups of 50 columns have about 250 MB.
	maxFooter = 256 << 20

	// maxDepth is how many lists, maps and structs may be around a value. DynamoDB takes 32, and
	// who reads behind us judges that; the recursion has to end somewhere.
	maxDepth = 64

	// maxMetadata is how long the metadata with the columns' types may be: MaxColumns with the names that
	// DynamoDB allows, up to 64 KB, won't fit, but such names are keys' alone to forbid; 16 MiB is 4 KB for each.
	maxMetadata = 16 << 20

	// readBuffer is what is read at a time from each column, so 64 MiB for MaxColumns. Pages are
	// read as a whole; it only matters for their headers.
	readBuffer = 16 << 10

	// pageBytes is how large a written page gets, and pagesBytes how large all columns' unfinished
	// pages get: 256 KB is the library's default, and up to 128 columns have that.
	pageBytes    = 256 << 10
	pagesBytes   = 32 << 20
	minPageBytes = 8 << 10

	// batchValues bounds the rows that are decoded at a time: at 24 bytes a value it's 200 KB.
	batchValues = 8 << 10
	batchRows   = 128
)
