package messages

// Seat is where the caller of the sync face waits for its answer, ready to do its own call: the
// actor may hand it the job, and saves the way to another goroutine and back.
//
// All jobs are handed before the promise is settled, so who has been told that it's settled has
// done all that it was handed.
type Seat struct{ w *waiter }

// Take takes a seat before the request is submitted.
func (p *Promise) Take() Seat {
	w := p.Means.get()
	p.push(w) // nobody can have settled it yet
	return Seat{w}
}

// Hand gives the job to the one in the seat; false if there's none.
func (s Seat) Hand(job Job) bool {
	if s.w == nil {
		return false
	}
	s.w.wake <- job
	return true
}

// Sit does the jobs that are handed until the promise is settled. leave is called once if stop is
// closed before; it must see that the promise is settled soon.
func (p *Promise) Sit(s Seat, stop <-chan struct{}, leave func()) {
	for {
		select {
		case job := <-s.w.wake:
			if job == nil {
				s.w.next = nil
				p.Means.pool.Put(s.w)
				return
			}
			job.Run()
		case <-stop:
			stop = nil
			leave()
		}
	}
}
