// Package parquetitems reads items from Parquet files and writes them to such files.
//
// # What is written
//
// One top-level column for each [column.Column], in the order given, each of them optional: null is an attribute
// that the item doesn't have. S and N are strings, B is bytes, BOOL is a boolean, SS and NS are lists of
// strings, BS is a list of bytes. L, M, NULL and ANY are strings with the value as DynamoDB JSON: {"L":[…]}. N is
// a string since DynamoDB's 38 digits with 256 magnitudes fit none of Parquet's numbers; its digits stay as they are. The
// key-value metadata [MetadataKey] says which column has which type, so that everything is read back as it was.
//
// # What is read
//
// Columns that the metadata names are read as it says. All others, and all of a file without it, are foreign:
//
//   - integers, floats and decimals are N, floats with the fewest digits that mean the same float;
//   - strings, enums, JSON and UUIDs (in text form) are S, and so are dates, times and timestamps, in RFC 3339 form
//     with as many digits of a second as the unit has. Those that aren't adjusted to UTC have no zone: nobody knows
//     theirs. INT96 timestamps are taken as UTC;
//   - bytes without such a meaning are B, booleans are BOOL;
//   - lists, in their three-level and older two-level forms, and repeated fields are L;
//   - structs and maps are M; keys of maps that aren't text are written as text.
//
// Null is an attribute, or a field of a struct, that isn't there. In a list, or as a value in a map, it is
// NULL: there it holds a place.
//
// A value that DynamoDB can't hold (more than 38 digits, NaN, text that isn't UTF-8) makes the row a
// [record.BadRecord] and nothing else. Types without such a meaning (intervals, 16 bit floats, variants), and pages compressed with LZ4 are
// refused when the file is opened.
//
// # Memory
//
// The reader holds one decoded page and one dictionary of each leaf column, a few rows, and the footer. The writer
// holds one row group, compressed but for the last pages, and the footer to be. Row groups end
// at [RowGroupBytes]. Only the footer grows with the file: by a few hundred bytes for each column of a row group.
// What the pages of a foreign file take is its writer's choice, mostly 1 MB.
//
// # Damage
//
// A file that isn't what its footer says gives an error that is final, never a panic: panics
// of the library on such files are caught and returned as errors. What a damaged page holds isn't always noticed:
// checksums are verified where the file has them, as all files written here do.
package parquetitems
