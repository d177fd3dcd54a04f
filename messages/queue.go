package messages

// Queue is a first-in-first-out list of requests, linked through their books, so that a request
// whose caller has left can be taken out of the middle. A request is in one queue at the most.
type Queue struct {
	Head, Tail *Request
	Len        int
	// Bytes is the sum of the requests' sizes.
	Bytes int64
	// Units is the sum of the requests' estimated capacity units.
	Units float64
}

// PushBack adds r behind all others.
func (q *Queue) PushBack(r *Request) {
	r.Book.Queue, r.Book.Prev, r.Book.Next = q, q.Tail, nil
	if q.Tail == nil {
		q.Head = r
	} else {
		q.Tail.Book.Next = r
	}
	q.Tail = r
	q.Len++
	q.Bytes += int64(r.Bytes)
	q.Units += float64(r.Book.Units)
}

// PushFront adds r before all others.
func (q *Queue) PushFront(r *Request) {
	r.Book.Queue, r.Book.Prev, r.Book.Next = q, nil, q.Head
	if q.Head == nil {
		q.Tail = r
	} else {
		q.Head.Book.Prev = r
	}
	q.Head = r
	q.Len++
	q.Bytes += int64(r.Bytes)
	q.Units += float64(r.Book.Units)
}

// Remove takes r out; it must be in the queue.
func (q *Queue) Remove(r *Request) {
	b := &r.Book
	if b.Prev == nil {
		q.Head = b.Next
	} else {
		b.Prev.Book.Next = b.Next
	}
	if b.Next == nil {
		q.Tail = b.Prev
	} else {
		b.Next.Book.Prev = b.Prev
	}
	b.Queue, b.Prev, b.Next = nil, nil, nil
	q.Len--
	q.Bytes -= int64(r.Bytes)
	if q.Units -= float64(r.Book.Units); q.Len == 0 {
		q.Units = 0 // without what rounding has left
	}
}

// PopFront takes out the first; nil if the queue is empty.
func (q *Queue) PopFront() *Request {
	r := q.Head
	if r != nil {
		q.Remove(r)
	}
	return r
}
