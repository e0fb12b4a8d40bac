"""Telling people of alerts: one message for each receiver, sent from the outbox.

addressing   who hears of which notice
people       names and mail addresses of persons, outside the ledger
letter       a message's notices as text, in English or Chinese
secret       what opens a door: kept elsewhere, never shown
webhook      to allowed hosts, with the connected address looked at
send         one letter by the way that the receiver says
outbox       everything that is unsent, once each
"""
