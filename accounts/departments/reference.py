"""The departments (perangkat daerah) a city usually has, as a start; the administrator changes them to fit.

Named in the city's own news and in the national rules: Dinas Sosial, Bapperida (TKPKD secretariat), the departments
of housing, cooperatives, education, health, public works, civil registration and manpower. Names marked "contoh" are
the usual ones elsewhere and not confirmed for Palangka Raya.
"""

#: code, full name, short name
DEPARTMENTS: tuple[tuple[str, str, str], ...] = (
    ("dinsos", "Dinas Sosial", "Dinas Sosial"),
    ("bapperida", "Badan Perencanaan Pembangunan, Riset dan Inovasi Daerah", "Bapperida"),
    ("perkim", "Dinas Perumahan Rakyat dan Kawasan Permukiman", "Dinas Perkim"),  # full name: contoh
    ("dkukm", "Dinas Koperasi, Usaha Kecil dan Menengah", "Dinas Koperasi dan UKM"),  # full name: contoh
    ("disdik", "Dinas Pendidikan", "Dinas Pendidikan"),
    ("dinkes", "Dinas Kesehatan", "Dinas Kesehatan"),
    ("pupr", "Dinas Pekerjaan Umum dan Penataan Ruang", "Dinas PUPR"),
    ("disdukcapil", "Dinas Kependudukan dan Pencatatan Sipil", "Disdukcapil"),
    ("dishub", "Dinas Perhubungan", "Dishub"),  # contoh
    ("disnaker", "Dinas Tenaga Kerja", "Disnaker"),  # contoh
    (
        "dp3ap2kb",
        "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana",
        "DP3AP2KB",
    ),  # contoh
    ("dkpp", "Dinas Ketahanan Pangan dan Pertanian", "Dinas Ketahanan Pangan"),  # contoh
    ("dlh", "Dinas Lingkungan Hidup", "DLH"),  # contoh
    ("inspektorat", "Inspektorat Kota", "Inspektorat"),
    ("diskominfo", "Dinas Komunikasi, Informatika, Statistik dan Persandian", "Diskominfo"),  # contoh
)
