//go:build ignore

// Generate makes the sample exports in this folder, as DynamoDB's developer guide describes them ("DynamoDB table
// export output format"), without the package that's tested with them. Run it in this folder: go run generate.go
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const arn = "arn:aws:dynamodb:us-east-1:123456789012:table/ProductCatalog"

func main() {
	full := "full/2023-Sep/AWSDynamoDB/01693685827463-2d8752fd"
	export("2020-06-30", full, "2023-Sep/AWSDynamoDB/01693685827463-2d8752fd/data", full+"/data", []data{
		{"gkes5o3lnrhoznhnkyax3hxvya", `{"Item":{"Authors":{"SS":["Author1","Author2"]},"Dimensions":{"S":"8.5 x 11.0 x 1.5"},"Id":{"N":"103"},"InPublication":{"BOOL":false},"Price":{"N":"2000"}}}
{"Item":{"Id":{"N":"101"},"Cover":{"B":"AQID"},"Tags":{"L":[{"S":"a"},{"NULL":true}]},"Size":{"M":{"w":{"N":"1.50"}}}}}
`},
		{"bafybeiczss3yxay3o4abnabbb4", ""},
		{"h3k2vq4wzmx7c5tqe2ydn6ubli", `{"Item":{"Id":{"N":"205"}}}
`},
	}, `"exportTime":"2023-09-02T20:17:07.000Z","s3Bucket":"ddb-productcatalog-export","s3Prefix":"2023-Sep"`,
		"2023-Sep/AWSDynamoDB/01693685827463-2d8752fd/manifest-files.json", `"outputFormat":"DYNAMODB_JSON","exportType":"FULL_EXPORT"`, "01693685827463-2d8752fd")

	for _, e := range []struct{ id, view, name, lines string }{
		{"01693685934212-ac809da5", "NEW_AND_OLD_IMAGES", "zaf3obwfx4rmvk2zn7q5hy6sde", `{"Metadata":{"WriteTimestampMicros":{"N":"1680109764000000"}},"Keys":{"Id":{"N":"1"}},"NewImage":{"Id":{"N":"1"},"Title":{"S":"inserted"}}}
{"Metadata":{"WriteTimestampMicros":{"N":"1680109764000001"}},"Keys":{"Id":{"N":"2"}},"OldImage":{"Id":{"N":"2"},"Title":{"S":"before"}},"NewImage":{"Id":{"N":"2"},"Title":{"S":"updated"}}}
{"Metadata":{"WriteTimestampMicros":{"N":"1680109764000002"}},"Keys":{"Id":{"N":"3"}},"OldImage":{"Id":{"N":"3"},"Title":{"S":"deleted"}}}
`},
		{"01693772334212-0b1c2d3e", "NEW_IMAGE", "m5d2cjyt3pxq7wlrb4ehz6kvna", `{"Metadata":{"WriteTimestampMicros":{"N":"1680196164000000"}},"Keys":{"Id":{"N":"1"}},"NewImage":{"Id":{"N":"1"},"Title":{"S":"updated"}}}
{"Metadata":{"WriteTimestampMicros":{"N":"1680196164000001"}},"Keys":{"Id":{"N":"2"}}}
`},
	} {
		export("2023-08-01", "incremental/AWSDynamoDB/"+e.id, "AWSDynamoDB/data", "incremental/AWSDynamoDB/data", []data{{e.name, e.lines}},
			`"exportFromTime":"2023-03-29T00:00:00.000Z","exportToTime":"2023-03-30T00:00:00.000Z","s3Bucket":"ddb-productcatalog-export","s3Prefix":null`,
			"AWSDynamoDB/"+e.id+"/manifest-files.json",
			fmt.Sprintf(`"outputFormat":"DYNAMODB_JSON","outputView":%q,"exportType":"INCREMENTAL_EXPORT"`, e.view), e.id)
	}
}

type data struct{ name, lines string }

func export(version, dir, dataKey, dataDir string, all []data, when, manifestKey, how, id string) {
	var manifest strings.Builder
	total := 0
	for _, d := range all {
		var out bytes.Buffer
		z := gzip.NewWriter(&out)
		_, err := z.Write([]byte(d.lines))
		must(err)
		must(z.Close())
		sum := md5.Sum(out.Bytes())
		etag := md5.Sum(sum[:]) // an upload in one part
		n := strings.Count(d.lines, "\n")
		total += n
		fmt.Fprintf(&manifest, `{"itemCount":%d,"md5Checksum":%q,"etag":"%s-1","dataFileS3Key":"%s/%s.json.gz"}`+"\n",
			n, base64.StdEncoding.EncodeToString(sum[:]), hex.EncodeToString(etag[:]), dataKey, d.name)
		put(filepath.Join(dataDir, d.name+".json.gz"), out.Bytes())
	}
	put(filepath.Join(dir, "_started"), nil)
	withSum(dir, "manifest-files", []byte(manifest.String()))
	withSum(dir, "manifest-summary", []byte(fmt.Sprintf(`{"version":%q,"exportArn":"%s/export/%s","startTime":"2023-09-02T20:17:07.463Z",`+
		`"endTime":"2023-09-02T20:22:11.897Z","tableArn":%q,"tableId":"12345a12-abcd-123a-ab12-1234abc12345",%s,`+
		`"s3SseAlgorithm":"AES256","s3SseKmsKeyId":null,"manifestFilesS3Key":%q,"billedSizeBytes":0,"itemCount":%d,%s}`,
		version, arn, id, arn, when, manifestKey, total, how)))
}

func withSum(dir, name string, text []byte) {
	sum := md5.Sum(text)
	put(filepath.Join(dir, name+".json"), text)
	put(filepath.Join(dir, name+".md5"), []byte(base64.StdEncoding.EncodeToString(sum[:])))
}

func put(name string, text []byte) {
	must(os.MkdirAll(filepath.Dir(name), 0o777))
	must(os.WriteFile(name, text, 0o666))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
