package fastpath

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"sync"
	"sync/atomic"
)

const algorithm = "AWS4-HMAC-SHA256"

// signer signs requests by AWS's Signature Version 4.
type signer struct {
	id, secret, region, service string
	day                         atomic.Pointer[signingKey]
}

// signingKey is the key of one day.
type signingKey struct {
	day   [8]byte // 20261124
	scope string  // 20261124/eu-north-1/dynamodb/aws4_request
	// macs are HMACs with the key, whose preparation costs as much as a signature.
	macs sync.Pool
}

// key returns the key for a time of the form 20261124T180846Z.
func (s *signer) key(when []byte) *signingKey {
	k := s.day.Load()
	if k == nil || string(k.day[:]) != string(when[:8]) {
		k = s.derive(when[:8])
		s.day.Store(k)
	}
	return k
}

func (s *signer) derive(day []byte) *signingKey {
	key := []byte("AWS4" + s.secret)
	for _, text := range []string{string(day), s.region, s.service, "aws4_request"} {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(text))
		key = mac.Sum(nil)
	}
	k := &signingKey{scope: string(day) + "/" + s.region + "/" + s.service + "/aws4_request"}
	copy(k.day[:], day)
	k.macs.New = func() any { return hmac.New(sha256.New, key) }
	return k
}

// appendAuthorization appends the Authorization header's value. payload is the body's SHA-256 in
// hexadecimal.
func (t *template) appendAuthorization(dst, when, id, length, payload []byte) []byte {
	k := t.signer.key(when)
	var room [1024]byte
	c := append(room[:0], "POST\n/\n\n"...)
	for i := range t.signed {
		h := &t.signed[i]
		c = append(c, h.name...)
		c = append(c, ':')
		switch h.name {
		case invocationID:
			c = append(c, id...)
		case contentLength:
			c = append(c, length...)
		case date:
			c = append(c, when...)
		default:
			c = append(c, h.value...)
		}
		c = append(c, '\n')
	}
	c = append(c, '\n')
	c = append(c, t.names...)
	c = append(c, '\n')
	c = append(c, payload...)
	sum := sha256.Sum256(c)

	c = append(c[:0], algorithm+"\n"...)
	c = append(c, when...)
	c = append(c, '\n')
	c = append(c, k.scope...)
	c = append(c, '\n')
	c = hex.AppendEncode(c, sum[:])
	mac := k.macs.Get().(hash.Hash)
	mac.Reset()
	mac.Write(c)
	signature := mac.Sum(sum[:0])
	k.macs.Put(mac)

	dst = append(dst, algorithm+" Credential="...)
	dst = append(dst, t.signer.id...)
	dst = append(dst, '/')
	dst = append(dst, k.scope...)
	dst = append(dst, ", SignedHeaders="...)
	dst = append(dst, t.names...)
	dst = append(dst, ", Signature="...)
	return hex.AppendEncode(dst, signature)
}
