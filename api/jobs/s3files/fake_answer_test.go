package s3files

import (
	"fmt"
	"net/http"
	"strconv"
)

func fail(w http.ResponseWriter, r *http.Request, status int, code string) {
	w.Header().Set("x-amz-request-id", "REQ1")
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	if r.Method != "HEAD" {
		fmt.Fprintf(w, "<Error><Code>%s</Code><Message>what S3 says of %s</Message></Error>", code, code)
	}
}

func (f *fakeS3) serve(w http.ResponseWriter, r *http.Request, op, bucket, key string, body []byte, x *fault) {
	objects, ok := f.buckets[bucket]
	if !ok {
		fail(w, r, 404, "NoSuchBucket")
		return
	}
	if sum := r.Header.Get("x-amz-checksum-crc32"); sum != "" && sum != crc(body) {
		f.bad = append(f.bad, op+": wrong checksum")
	}
	id := r.URL.Query().Get("uploadId")
	up := f.uploads[id]
	if id != "" && (up == nil || up.key != key || up.bucket != bucket) {
		fail(w, r, 404, "NoSuchUpload")
		return
	}
	switch op {
	case "HeadObject", "GetObject":
		f.read(w, r, objects[key], x)
	case "PutObject":
		if r.Header.Get("If-None-Match") == "*" && objects[key] != nil {
			fail(w, r, 412, "PreconditionFailed")
			return
		}
		f.store(bucket, key, body, "", meta(r))
	case "DeleteObject":
		delete(objects, key)
		w.WriteHeader(204)
	case "ListObjectsV2":
		f.list(w, r, objects)
	case "ListMultipartUploads":
		f.listUploads(w, r, bucket)
	case "CreateMultipartUpload":
		f.serial++
		id := fmt.Sprintf("upload-%d", f.serial)
		f.uploads[id] = &pending{bucket: bucket, key: key, id: id, meta: meta(r), parts: map[int][]byte{}}
		reply(w, fmt.Sprintf("<InitiateMultipartUploadResult><UploadId>%s</UploadId></InitiateMultipartUploadResult>", id))
	case "UploadPart":
		n, _ := strconv.Atoi(r.URL.Query().Get("partNumber"))
		if n < 1 || n > maxParts {
			fail(w, r, 400, "InvalidArgument")
			return
		}
		if !f.plain && r.Header.Get("x-amz-checksum-crc32") == "" {
			f.bad = append(f.bad, "a part without a checksum")
		}
		up.parts[n] = body
		w.Header().Set("ETag", quoted(body))
		if !f.plain {
			w.Header().Set("x-amz-checksum-crc32", crc(body))
		}
	case "AbortMultipartUpload":
		delete(f.uploads, id)
		w.WriteHeader(204)
	case "CompleteMultipartUpload":
		if x != nil && x.short {
			reply(w, "<Error><Code>InternalError</Code><Message>try again</Message></Error>")
			return
		}
		f.complete(w, r, up, body)
	}
}

func (f *fakeS3) read(w http.ResponseWriter, r *http.Request, o *stored, x *fault) {
	if o == nil {
		fail(w, r, 404, "NoSuchKey")
		return
	}
	if m := r.Header.Get("If-Match"); m != "" && m != `"`+o.etag+`"` {
		fail(w, r, 412, "PreconditionFailed")
		return
	}
	h := w.Header()
	for k, v := range o.meta {
		h[k] = v
	}
	h.Set("ETag", `"`+o.etag+`"`)
	data := o.data
	status := 200
	if g := r.Header.Get("Range"); g != "" && (x == nil || !x.whole) {
		var from, to int
		if _, err := fmt.Sscanf(g, "bytes=%d-%d", &from, &to); err != nil {
			f.bad = append(f.bad, "range "+g)
		}
		if from >= len(data) {
			fail(w, r, 416, "InvalidRange")
			return
		}
		to = min(to, len(data)-1)
		h.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, to, len(data)))
		data = data[from : to+1]
		status = 206
	} else if r.Header.Get("x-amz-checksum-mode") == "ENABLED" {
		h.Set("x-amz-checksum-crc32", crc(data))
		h.Set("x-amz-checksum-type", "FULL_OBJECT")
	}
	h.Set("Content-Length", strconv.Itoa(len(data)))
	if x != nil && x.forget != nil {
		x.forget(h)
	}
	w.WriteHeader(status)
	if r.Method == "HEAD" {
		return
	}
	if x != nil && x.cut > 0 && x.cut < len(data) {
		_, _ = w.Write(data[:x.cut])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(data)
}
