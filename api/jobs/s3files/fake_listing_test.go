package s3files

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

type xmlKey struct {
	Key, ETag string
	Size      int
}

func (f *fakeS3) list(w http.ResponseWriter, r *http.Request, objects map[string]*stored) {
	q := r.URL.Query()
	prefix, delim, after := q.Get("prefix"), q.Get("delimiter"), q.Get("continuation-token")
	entries := map[string]bool{} // true are common prefixes, false keys
	for key := range objects {
		if !strings.HasPrefix(key, prefix) {
			continue
		}
		if i := strings.Index(key[len(prefix):], "/"); delim == "/" && i >= 0 {
			key = key[:len(prefix)+i+1]
			entries[key] = true
			continue
		}
		entries[key] = false
	}
	var names []string
	for e := range entries {
		if e > after {
			names = append(names, e)
		}
	}
	slices.Sort(names)
	var out struct {
		XMLName               xml.Name `xml:"ListBucketResult"`
		IsTruncated           bool
		NextContinuationToken string `xml:",omitempty"`
		Contents              []xmlKey
		CommonPrefixes        []struct{ Prefix string }
	}
	if len(names) > f.page {
		names = names[:f.page]
		out.IsTruncated, out.NextContinuationToken = true, names[f.page-1]
	}
	for _, e := range names {
		if entries[e] {
			out.CommonPrefixes = append(out.CommonPrefixes, struct{ Prefix string }{e})
			continue
		}
		out.Contents = append(out.Contents, xmlKey{e, `"` + objects[e].etag + `"`, len(objects[e].data)})
	}
	text, _ := xml.Marshal(out)
	reply(w, string(text))
}

func (f *fakeS3) listUploads(w http.ResponseWriter, r *http.Request, bucket string) {
	q := r.URL.Query()
	type entry struct{ Key, UploadId string }
	var all []entry
	// Without upload-id-marker all of the marker's key are left out.
	from := ""
	if key := q.Get("key-marker"); key != "" {
		from = key + "\x01"
		if id := q.Get("upload-id-marker"); id != "" {
			from = key + "\x00" + id
		}
	}
	for id, u := range f.uploads {
		if u.bucket == bucket && strings.HasPrefix(u.key, q.Get("prefix")) && u.key+"\x00"+id > from {
			all = append(all, entry{u.key, id})
		}
	}
	slices.SortFunc(all, func(a, b entry) int { return strings.Compare(a.Key+"\x00"+a.UploadId, b.Key+"\x00"+b.UploadId) })
	var out struct {
		XMLName                           xml.Name `xml:"ListMultipartUploadsResult"`
		IsTruncated                       bool
		NextKeyMarker, NextUploadIdMarker string
		Upload                            []entry
	}
	if out.Upload = all; len(all) > f.page {
		out.Upload = all[:f.page]
		out.IsTruncated, out.NextKeyMarker, out.NextUploadIdMarker = true, all[f.page-1].Key, all[f.page-1].UploadId
	}
	text, _ := xml.Marshal(out)
	reply(w, string(text))
}

func (f *fakeS3) complete(w http.ResponseWriter, r *http.Request, up *pending, body []byte) {
	var in struct {
		Part []struct {
			PartNumber          int
			ETag, ChecksumCRC32 string
		}
	}
	if err := xml.Unmarshal(body, &in); err != nil || len(in.Part) == 0 {
		fail(w, r, 400, "MalformedXML")
		return
	}
	if r.Header.Get("If-None-Match") == "*" && f.buckets[up.bucket][up.key] != nil {
		fail(w, r, 412, "PreconditionFailed")
		return
	}
	var data []byte
	last := 0
	for i, p := range in.Part {
		part, ok := up.parts[p.PartNumber]
		switch {
		case !ok || p.ETag != quoted(part) || !f.plain && p.ChecksumCRC32 != crc(part):
			fail(w, r, 400, "InvalidPart")
			return
		case p.PartNumber <= last:
			fail(w, r, 400, "InvalidPartOrder")
			return
		case i < len(in.Part)-1 && len(part) < f.minPart:
			fail(w, r, 400, "EntityTooSmall")
			return
		}
		last = p.PartNumber
		data = append(data, part...)
	}
	if n := r.Header.Get("x-amz-mp-object-size"); n != strconv.Itoa(len(data)) {
		fail(w, r, 400, "InvalidRequest")
		return
	}
	delete(f.uploads, up.id)
	sum := md5.Sum(data)
	f.store(up.bucket, up.key, data, fmt.Sprintf("%x-%d", sum, len(in.Part)), up.meta)
	reply(w, "<CompleteMultipartUploadResult></CompleteMultipartUploadResult>")
}

// unchunk takes apart what the SDK sends over TLS: size;\r\ndata\r\n … 0\r\ntrailer\r\n\r\n.
func unchunk(in []byte) (data []byte, trailer string) {
	for {
		line, rest, _ := bytes.Cut(in, []byte("\r\n"))
		n, err := strconv.ParseInt(string(line), 16, 64)
		if err != nil || n == 0 {
			return data, strings.TrimSpace(string(rest))
		}
		data = append(data, rest[:n]...)
		in = rest[n+2:]
	}
}

func reply(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "application/xml")
	_, _ = io.WriteString(w, xml.Header+text)
}

func meta(r *http.Request) http.Header {
	h := http.Header{}
	for k, v := range r.Header {
		if strings.HasPrefix(k, "X-Amz-Meta-") {
			h[k] = v
		}
	}
	return h
}

func quoted(data []byte) string {
	sum := md5.Sum(data)
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

func crc(data []byte) string {
	return base64.StdEncoding.EncodeToString(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(data)))
}
