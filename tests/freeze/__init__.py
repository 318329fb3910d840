"""The product's outputs as they were, kept as texts, and compared with what it gives now.

``python -m tests.freeze compare`` sets every output of now beside what is kept in frozen/samples and prints what differs;
``store`` keeps what is made now instead. ``--only pages packs`` takes some groups. ``--part inputs`` is about DfE's own files,
which are not part of the project: what is made of them is kept outside it, in ``--folder``, stored from the commit before.
A difference that is meant stands in intended.toml with its reason. The files in kept/ were made once and stay as they are:
a home, a backup, and files to be read.
"""
