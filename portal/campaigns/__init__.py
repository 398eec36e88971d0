"""Campaigns: one message of the house to many, with its landing pages, banners, mailings, hold-out and result.

Nouns: campaign, variant, enrolment (a household's arm), banner, landing page, click, conversion. Promises: nobody receives what he did
not agree to, a second person approves, a campaign can be paused and stopped at any moment, and every number opens its rows.
"""
