/** The HTTP face: reads requests, writes answers, and notices callers that have gone. */
package dev.smoothie.gateway.web;
