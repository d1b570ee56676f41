"""Made-up names as they are heard in Palangka Raya: Banjar, Dayak and Javanese, of one to three words.

The words are common given names; any likeness of a whole name to a living person is chance.
"""

from dataclasses import dataclass
from random import Random

from poverty.demonstration.odds import words
from poverty.households.choices import Sex


@dataclass(frozen=True)
class Tradition:
    """How one community forms names: first and further words by sex, and family names where it has them."""

    first: dict[str, tuple[str, ...]]
    second: dict[str, tuple[str, ...]]
    families: tuple[str, ...]
    single_word: float


BANJAR = Tradition(
    first={
        Sex.MALE: words(
            "Muhammad Muhammad Ahmad Abdul Akhmad Syahrani Jamhari Rusdi Hairani Masrani Fahrurrazi"
            " Rahmadi Zainal Saidi Jumadi Sarwani Hamdani Asmuri Ardiansyah Rizky Noor Mahyuni Suriansyah"
            " Syamsul Arbain Bahrudin Darmawan Gazali Husaini Idris Junaidi Kaspul Lukman Marzuki"
            " Nasrullah Rahman Salman Taufik Yusran Anang Aspani Barkatullah Hasbullah Ideham Mawardi"
            " Norman Rusman Sabran Tarmizi Udin"
        ),
        Sex.FEMALE: words(
            "Siti Siti Nur Nor Noor Mahrita Mastiah Raudah Hamidah Jumiati Masitah Mariatul Rusmini"
            " Salasiah Aisyah Fatimah Halimah Jamilah Khairiyah Laila Maimunah Norhayati Rabiatul Saudah"
            " Salmah Zubaidah Arbayah Barlian Dahliana Erna Fitriani Galuh Hafizah Ida Jannah Kartini"
            " Lisda Misbah Nadia Risna Rahmah Sarinah Syarifah Ulfah Wahidah Yuliani Zahra Hairunnisa"
            " Rusdiana Masniah"
        ),
    },
    second={
        Sex.MALE: words(
            "Rizki Hidayat Rahman Fauzi Ansyari Syahputra Ridho Saputra Hamid Arifin Maulana Ramadhan"
            " Noor Iqbal Yusuf Fadillah Akbar Gafuri Halim Kadir Latif Mukti Rasyid Salim Wahab Zaini"
            " Ilham Hakim Syauqi Ridwan Irfan Firdaus Naufal Effendi Aziz Basri Hasan Ismail Jailani"
            " Khalid Saleh Mansur Qadri"
        ),
        Sex.FEMALE: words(
            "Aminah Rahmah Hidayah Jannah Aisyah Hasanah Fitri Azizah Khadijah Latifah Maulida Safitri"
            " Wahdah Zahra Laili Hayati Janah Asiah Badriah Dewi Fauziah Halisah Istiqamah Juairiah"
            " Kamaliah Lestari Mukarramah Nurjanah Patimah Ramadhani Sari Salehah Umairah Yanti Zulaiha"
            " Amalia Hikmah Mahmudah"
        ),
    },
    families=(),
    single_word=0.16,
)

DAYAK = Tradition(
    first={
        Sex.MALE: words(
            "Yanto Hendrik Markus Kristian Yulius Elia Yansen Untung Rinco Salundik Rusan Duwel Simpei"
            " Sahat Daniel Alfrid Barthel Christopel Dedi Edison Ferdinand Gerson Hermanus Iskandar Jhon"
            " Karlos Lewis Marthen Natanael Obet Petrus Robi Samuel Theo Uria Viktor Wiliam Yakub Zakaria"
            " Agau Bambang Cornelis Dehen Embang Guntur Inel Jagau Lamiang Mikael Sepri"
        ),
        Sex.FEMALE: words(
            "Yuliana Maria Ester Debora Rut Lidia Marta Elisabet Kristina Natalia Sepina Selvi Anita"
            " Bungai Dewi Erni Fransiska Grace Helmina Intan Juita Kamala Lensi Mimi Nyai Oktavia Pebriana"
            " Rina Sintung Tiwi Ursula Veronika Wenti Yusnita Agnes Berta Citra Dina Elsa Febri Herlina"
            " Imelda Kameloh Lusiana Meri Nopi Rantian Susana Tamara Yosefina"
        ),
    },
    second={
        Sex.MALE: words(
            "Adrianus Putra Tingang Wilson Pratama Setiawan Antang Junias Alexander Riwut Haryanto"
            " Benyamin Lukas Saputra Yoga Paulus Tundan Imanuel Satria Andreas Bayu Kevin Nugraha Raja"
            " Stevanus"
        ),
        Sex.FEMALE: words(
            "Natalia Kristin Lestari Maharani Putri Yulianti Agustina Wulandari Rosalina Indah Permata"
            " Novita Angelina Dayang Florensia Handayani Melati Paskalina Retno Sinta Theresia Valentina"
            " Yunita"
        ),
    },
    families=words(
        "Bangas Lambung Garang Sawong Ngabe Rampai Nahan Asang Silam Usop Mihing Tarung Luwuk Penyang"
        " Baddak Ranan Lamon Kasan Unjung Sandan Umbing Tuah Gaman Rasid Bahen Djinu Toendan Ilun Nyaring"
        " Kunum Sangen Ahad Singam Tundang Rangkap Mahar Gana Ematha Sera Daud Mambay Dohong Inin Bulan"
        " Jaga Lantang Timbang Saman"
    ),
    single_word=0.05,
)

JAVANESE = Tradition(
    first={
        Sex.MALE: words(
            "Slamet Sugeng Sutrisno Supriyadi Suparman Wahyu Bambang Agus Eko Dwi Tri Joko Suyatno Parjo"
            " Sukirman Wagiman Paijan Tukiman Ngadimin Sunarto Hariyanto Budi Arif Dimas Fajar Galih Heru"
            " Imam Kusno Mulyono Nugroho Prayitno Rudi Sarjono Teguh Untoro Widodo Yudi Adi Basuki Darto"
            " Gunawan Hartono Jumadi Kasiman Lasiman Marsudi Oetomo Poniman Soeharjo"
        ),
        Sex.FEMALE: words(
            "Sri Siti Sumarni Sulastri Suparti Wati Ngatini Dwi Tri Poniyem Rusmini Tumini Paini Sutini"
            " Wagiyem Suharti Endang Ratna Dewi Rini Yuni Ani Budiarti Dyah Eka Fitri Gendis Hesti Ika"
            " Jumirah Kasmi Lestari Murni Ninik Partini Retno Sundari Titik Umi Winarti Yayuk Astuti Bibit"
            " Damini Harni Indah Kustini Mujiati Painem Sarti"
        ),
    },
    second={
        Sex.MALE: words(
            "Setiawan Santoso Wibowo Prasetyo Susanto Nugroho Kurniawan Saputro Hidayat Purnomo Raharjo"
            " Utomo Handoko Cahyono Pamungkas Wijaya Suryanto Kuncoro Riyadi Pranoto Hermawan Subagyo"
            " Ardianto Laksono"
        ),
        Sex.FEMALE: words(
            "Wahyuni Lestari Rahayu Handayani Astuti Purwanti Ningsih Utami Mulyani Setyowati Widiastuti"
            " Hartati Kurniasih Puspitasari Susanti Wulandari Rahmawati Maryati Anggraini Pertiwi Yuliati"
            " Suryani Nurhayati"
        ),
    },
    families=(),
    single_word=0.3,
)

TRADITIONS = (BANJAR, DAYAK, JAVANESE)
SHARES = (40, 76, 100)
"""Out of a hundred households, summed up: 40 Banjar, 36 Dayak, 24 Javanese. A guess, not a statistic."""


def tradition(rng: Random) -> Tradition:
    """The community a household's names come from."""
    drawn = rng.randrange(100)
    return TRADITIONS[next(i for i, limit in enumerate(SHARES) if drawn < limit)]


def family_name(rng: Random, of: Tradition) -> str:
    """A family name, where the tradition has them; else nothing."""
    return rng.choice(of.families) if of.families else ""


def full_name(rng: Random, of: Tradition, sex: str, family: str = "") -> str:
    """A whole name for somebody of this sex; `family` stands last."""
    first = rng.choice(of.first[sex])
    if rng.random() < of.single_word and first not in ("Abdul", "Muhammad", "Siti", "Nur", "Nor", "Noor"):
        return first
    words = [first]
    if not family or rng.random() < 0.55:
        words += _further(rng, of.second[sex], first)
    return " ".join(words + [family] if family else words)


def _further(rng: Random, pool: tuple[str, ...], first: str) -> list[str]:
    count = 2 if rng.random() < 0.22 else 1
    found = [word for word in rng.sample(pool, count) if word != first]
    return found or [pool[0] if pool[0] != first else pool[1]]
