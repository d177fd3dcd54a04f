// Package price turns an estimate of capacity units into money: what request units cost on demand, and that
// provisioned tables cost nothing extra.
//
// It's a price list of two numbers and no more. It leaves out storage, streams, backups, replicas of global
// tables (each replica's writes cost again), the class Standard-IA, S3 and data transfer, the free tier, and
// discounts. [Cost.String] therefore says "about". The inputs are estimates too: the error of
// [estimate.Writes] counts for more than the rounding to cents here.
package price
