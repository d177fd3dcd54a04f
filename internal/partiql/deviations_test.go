package partiql

// deviations are statements that this package answers otherwise than DynamoDB Local, with
// the reason.
var deviations = map[string]string{
	// Numbers have the service's own messages.
	`INSERT INTO "partiql-h" VALUE {'pk':'n6','a':123456789012345678901234567890123456789}`:                   "message of internal/number",
	`UPDATE "partiql-h" SET a=9999999999999999999999999999999999999999 WHERE pk='u' RETURNING MODIFIED NEW *`: "message of internal/number",

	// Forms that the developer guide doesn't have and Local takes, or half takes.
	`FROM "partiql-h" SET a=1`:                "an older form of UPDATE",
	`FROM "partiql-h" WHERE pk='k1' SET a=1`:  "an older form of UPDATE",
	`FROM "partiql-h" WHERE pk='k1' REMOVE a`: "an older form of UPDATE",
	`PIVOT a AT b FROM c`:                     "it isn't a statement of DynamoDB in any case",
	`SELECT * FROM "partiql-h" LET a AS b`:    "Local ignores what it doesn't understand here",

	// Local scans by way of the legacy ScanFilter, which can't say all of it.
	`SELECT pk,sk FROM "partiql-t" WHERE s='x' AND (pk=1 OR pk='a')`: "Local doesn't check types of keys in an OR within an AND",
	`SELECT pk,sk FROM "partiql-t" WHERE s IN [pk,'hello']`:          "Local finds nothing",
	`SELECT pk,sk FROM "partiql-t" WHERE s IN (1,pk)`:                "Local takes the values for those of pk",
	`SELECT pk,sk FROM "partiql-t" WHERE sk IS NUMERIC`:              "Local takes the type's name for a value of sk",

	// Which partitions are queried, and so in which order, is by the developer guide.
	`SELECT * FROM "partiql-t" WHERE pk='a' OR pk='b' ORDER BY pk`:             "Local scans and doesn't order",
	`SELECT pk,sk FROM "partiql-t" WHERE pk IN ('b','a') AND sk>0 ORDER BY pk`: "Local scans and doesn't order",
}
