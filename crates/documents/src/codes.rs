//! Issuing states and nationalities: ISO 3166-1 alpha-3 and the codes ICAO Doc 9303-3, section 5, adds.

/// A code that may stand in the issuer's or the nationality's field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssuerCode {
    /// Up to three letters, without fillers.
    pub code: &'static str,
    /// ISO 3166-1 alpha-2 of the country; empty where it is none.
    pub alpha2: &'static str,
    /// In words.
    pub name: &'static str,
}

/// The entry of a code as it stands in the zone, fillers allowed; none when it is on neither list. Such a
/// code is a finding, not a misreading: specimens and old documents have others.
pub fn issuer(code: &str) -> Option<&'static IssuerCode> {
    let code = code.trim_end_matches('<');
    CODES.iter().find(|c| c.code == code)
}

/// The country of a code: alpha-2, alpha-3 or one of ICAO's own. None for what is no country.
pub fn country(code: &str) -> Option<&'static IssuerCode> {
    let code = code.trim().trim_end_matches('<').to_ascii_uppercase();
    CODES
        .iter()
        .find(|c| c.code == code || (code.len() == 2 && c.alpha2 == code))
        .filter(|c| !c.alpha2.is_empty())
}

/// Whether two codes stand for the same country: `D` is `DEU`, and the six kinds of British nationality
/// are `GBR`. Alpha-2 codes are understood too.
pub(crate) fn same_country(a: &str, b: &str) -> bool {
    let canonical = |text: &str| {
        let text = text.trim_end_matches('<').to_ascii_uppercase();
        let entry = CODES.iter().find(|c| c.code == text || (text.len() == 2 && c.alpha2 == text));
        entry.filter(|e| !e.alpha2.is_empty()).map_or(text, |e| e.alpha2.to_owned())
    };
    canonical(a) == canonical(b)
}

const fn c(code: &'static str, alpha2: &'static str, name: &'static str) -> IssuerCode {
    IssuerCode { code, alpha2, name }
}

/// Three times the letter X: not stated.
const UNSPECIFIED: &str = concat!("XX", "X");

#[rustfmt::skip]
const CODES: &[IssuerCode] = &[
    // ICAO's own.
    c("D", "DE", "Germany"),
    c("EUE", "", "European Union (laissez-passer)"),
    c("GBD", "GB", "British Overseas Territories citizen"),
    c("GBN", "GB", "British National (Overseas)"),
    c("GBO", "GB", "British Overseas citizen"),
    c("GBP", "GB", "British protected person"),
    c("GBS", "GB", "British subject"),
    c("IAO", "", "International Civil Aviation Organization"),
    c("RKS", "XK", "Kosovo"),
    c("UNA", "", "United Nations, specialised agency"),
    c("UNK", "", "United Nations Interim Administration Mission in Kosovo"),
    c("UNO", "", "United Nations"),
    c("UTO", "", "Utopia (specimens)"),
    c("XAA", "", "unspecified nationality"),
    c("XBA", "", "African Development Bank"),
    c("XCC", "", "Caribbean Community"),
    c("XCE", "", "Council of Europe"),
    c("XCO", "", "Common Market for Eastern and Southern Africa"),
    c("XDC", "", "Southern African Development Community"),
    c("XEC", "", "Economic Community of West African States"),
    c("XES", "", "Organization of Eastern Caribbean States"),
    c("XIM", "", "African Export-Import Bank"),
    c("XMP", "", "Parliamentary Assembly of the Mediterranean"),
    c("XOM", "", "Sovereign Military Order of Malta"),
    c("XPO", "", "Interpol"),
    c("XXA", "", "stateless person"),
    c("XXB", "", "refugee"),
    c("XXC", "", "refugee, other"),
    c(UNSPECIFIED, "", "unspecified nationality"),
    // ISO 3166-1.
    c("ABW", "AW", "Aruba"),
    c("AFG", "AF", "Afghanistan"),
    c("AGO", "AO", "Angola"),
    c("AIA", "AI", "Anguilla"),
    c("ALA", "AX", "Åland Islands"),
    c("ALB", "AL", "Albania"),
    c("AND", "AD", "Andorra"),
    c("ARE", "AE", "United Arab Emirates"),
    c("ARG", "AR", "Argentina"),
    c("ARM", "AM", "Armenia"),
    c("ASM", "AS", "American Samoa"),
    c("ATA", "AQ", "Antarctica"),
    c("ATF", "TF", "French Southern Territories"),
    c("ATG", "AG", "Antigua and Barbuda"),
    c("AUS", "AU", "Australia"),
    c("AUT", "AT", "Austria"),
    c("AZE", "AZ", "Azerbaijan"),
    c("BDI", "BI", "Burundi"),
    c("BEL", "BE", "Belgium"),
    c("BEN", "BJ", "Benin"),
    c("BES", "BQ", "Bonaire, Sint Eustatius and Saba"),
    c("BFA", "BF", "Burkina Faso"),
    c("BGD", "BD", "Bangladesh"),
    c("BGR", "BG", "Bulgaria"),
    c("BHR", "BH", "Bahrain"),
    c("BHS", "BS", "Bahamas"),
    c("BIH", "BA", "Bosnia and Herzegovina"),
    c("BLM", "BL", "Saint Barthélemy"),
    c("BLR", "BY", "Belarus"),
    c("BLZ", "BZ", "Belize"),
    c("BMU", "BM", "Bermuda"),
    c("BOL", "BO", "Bolivia"),
    c("BRA", "BR", "Brazil"),
    c("BRB", "BB", "Barbados"),
    c("BRN", "BN", "Brunei Darussalam"),
    c("BTN", "BT", "Bhutan"),
    c("BVT", "BV", "Bouvet Island"),
    c("BWA", "BW", "Botswana"),
    c("CAF", "CF", "Central African Republic"),
    c("CAN", "CA", "Canada"),
    c("CCK", "CC", "Cocos (Keeling) Islands"),
    c("CHE", "CH", "Switzerland"),
    c("CHL", "CL", "Chile"),
    c("CHN", "CN", "China"),
    c("CIV", "CI", "Côte d'Ivoire"),
    c("CMR", "CM", "Cameroon"),
    c("COD", "CD", "Congo, The Democratic Republic of the"),
    c("COG", "CG", "Congo"),
    c("COK", "CK", "Cook Islands"),
    c("COL", "CO", "Colombia"),
    c("COM", "KM", "Comoros"),
    c("CPV", "CV", "Cabo Verde"),
    c("CRI", "CR", "Costa Rica"),
    c("CUB", "CU", "Cuba"),
    c("CUW", "CW", "Curaçao"),
    c("CXR", "CX", "Christmas Island"),
    c("CYM", "KY", "Cayman Islands"),
    c("CYP", "CY", "Cyprus"),
    c("CZE", "CZ", "Czechia"),
    c("DEU", "DE", "Germany"),
    c("DJI", "DJ", "Djibouti"),
    c("DMA", "DM", "Dominica"),
    c("DNK", "DK", "Denmark"),
    c("DOM", "DO", "Dominican Republic"),
    c("DZA", "DZ", "Algeria"),
    c("ECU", "EC", "Ecuador"),
    c("EGY", "EG", "Egypt"),
    c("ERI", "ER", "Eritrea"),
    c("ESH", "EH", "Western Sahara"),
    c("ESP", "ES", "Spain"),
    c("EST", "EE", "Estonia"),
    c("ETH", "ET", "Ethiopia"),
    c("FIN", "FI", "Finland"),
    c("FJI", "FJ", "Fiji"),
    c("FLK", "FK", "Falkland Islands (Malvinas)"),
    c("FRA", "FR", "France"),
    c("FRO", "FO", "Faroe Islands"),
    c("FSM", "FM", "Micronesia, Federated States of"),
    c("GAB", "GA", "Gabon"),
    c("GBR", "GB", "United Kingdom"),
    c("GEO", "GE", "Georgia"),
    c("GGY", "GG", "Guernsey"),
    c("GHA", "GH", "Ghana"),
    c("GIB", "GI", "Gibraltar"),
    c("GIN", "GN", "Guinea"),
    c("GLP", "GP", "Guadeloupe"),
    c("GMB", "GM", "Gambia"),
    c("GNB", "GW", "Guinea-Bissau"),
    c("GNQ", "GQ", "Equatorial Guinea"),
    c("GRC", "GR", "Greece"),
    c("GRD", "GD", "Grenada"),
    c("GRL", "GL", "Greenland"),
    c("GTM", "GT", "Guatemala"),
    c("GUF", "GF", "French Guiana"),
    c("GUM", "GU", "Guam"),
    c("GUY", "GY", "Guyana"),
    c("HKG", "HK", "Hong Kong"),
    c("HMD", "HM", "Heard Island and McDonald Islands"),
    c("HND", "HN", "Honduras"),
    c("HRV", "HR", "Croatia"),
    c("HTI", "HT", "Haiti"),
    c("HUN", "HU", "Hungary"),
    c("IDN", "ID", "Indonesia"),
    c("IMN", "IM", "Isle of Man"),
    c("IND", "IN", "India"),
    c("IOT", "IO", "British Indian Ocean Territory"),
    c("IRL", "IE", "Ireland"),
    c("IRN", "IR", "Iran"),
    c("IRQ", "IQ", "Iraq"),
    c("ISL", "IS", "Iceland"),
    c("ISR", "IL", "Israel"),
    c("ITA", "IT", "Italy"),
    c("JAM", "JM", "Jamaica"),
    c("JEY", "JE", "Jersey"),
    c("JOR", "JO", "Jordan"),
    c("JPN", "JP", "Japan"),
    c("KAZ", "KZ", "Kazakhstan"),
    c("KEN", "KE", "Kenya"),
    c("KGZ", "KG", "Kyrgyzstan"),
    c("KHM", "KH", "Cambodia"),
    c("KIR", "KI", "Kiribati"),
    c("KNA", "KN", "Saint Kitts and Nevis"),
    c("KOR", "KR", "South Korea"),
    c("KWT", "KW", "Kuwait"),
    c("LAO", "LA", "Laos"),
    c("LBN", "LB", "Lebanon"),
    c("LBR", "LR", "Liberia"),
    c("LBY", "LY", "Libya"),
    c("LCA", "LC", "Saint Lucia"),
    c("LIE", "LI", "Liechtenstein"),
    c("LKA", "LK", "Sri Lanka"),
    c("LSO", "LS", "Lesotho"),
    c("LTU", "LT", "Lithuania"),
    c("LUX", "LU", "Luxembourg"),
    c("LVA", "LV", "Latvia"),
    c("MAC", "MO", "Macao"),
    c("MAF", "MF", "Saint Martin (French part)"),
    c("MAR", "MA", "Morocco"),
    c("MCO", "MC", "Monaco"),
    c("MDA", "MD", "Moldova"),
    c("MDG", "MG", "Madagascar"),
    c("MDV", "MV", "Maldives"),
    c("MEX", "MX", "Mexico"),
    c("MHL", "MH", "Marshall Islands"),
    c("MKD", "MK", "North Macedonia"),
    c("MLI", "ML", "Mali"),
    c("MLT", "MT", "Malta"),
    c("MMR", "MM", "Myanmar"),
    c("MNE", "ME", "Montenegro"),
    c("MNG", "MN", "Mongolia"),
    c("MNP", "MP", "Northern Mariana Islands"),
    c("MOZ", "MZ", "Mozambique"),
    c("MRT", "MR", "Mauritania"),
    c("MSR", "MS", "Montserrat"),
    c("MTQ", "MQ", "Martinique"),
    c("MUS", "MU", "Mauritius"),
    c("MWI", "MW", "Malawi"),
    c("MYS", "MY", "Malaysia"),
    c("MYT", "YT", "Mayotte"),
    c("NAM", "NA", "Namibia"),
    c("NCL", "NC", "New Caledonia"),
    c("NER", "NE", "Niger"),
    c("NFK", "NF", "Norfolk Island"),
    c("NGA", "NG", "Nigeria"),
    c("NIC", "NI", "Nicaragua"),
    c("NIU", "NU", "Niue"),
    c("NLD", "NL", "Netherlands"),
    c("NOR", "NO", "Norway"),
    c("NPL", "NP", "Nepal"),
    c("NRU", "NR", "Nauru"),
    c("NZL", "NZ", "New Zealand"),
    c("OMN", "OM", "Oman"),
    c("PAK", "PK", "Pakistan"),
    c("PAN", "PA", "Panama"),
    c("PCN", "PN", "Pitcairn"),
    c("PER", "PE", "Peru"),
    c("PHL", "PH", "Philippines"),
    c("PLW", "PW", "Palau"),
    c("PNG", "PG", "Papua New Guinea"),
    c("POL", "PL", "Poland"),
    c("PRI", "PR", "Puerto Rico"),
    c("PRK", "KP", "North Korea"),
    c("PRT", "PT", "Portugal"),
    c("PRY", "PY", "Paraguay"),
    c("PSE", "PS", "Palestine, State of"),
    c("PYF", "PF", "French Polynesia"),
    c("QAT", "QA", "Qatar"),
    c("REU", "RE", "Réunion"),
    c("ROU", "RO", "Romania"),
    c("RUS", "RU", "Russian Federation"),
    c("RWA", "RW", "Rwanda"),
    c("SAU", "SA", "Saudi Arabia"),
    c("SDN", "SD", "Sudan"),
    c("SEN", "SN", "Senegal"),
    c("SGP", "SG", "Singapore"),
    c("SGS", "GS", "South Georgia and the South Sandwich Islands"),
    c("SHN", "SH", "Saint Helena, Ascension and Tristan da Cunha"),
    c("SJM", "SJ", "Svalbard and Jan Mayen"),
    c("SLB", "SB", "Solomon Islands"),
    c("SLE", "SL", "Sierra Leone"),
    c("SLV", "SV", "El Salvador"),
    c("SMR", "SM", "San Marino"),
    c("SOM", "SO", "Somalia"),
    c("SPM", "PM", "Saint Pierre and Miquelon"),
    c("SRB", "RS", "Serbia"),
    c("SSD", "SS", "South Sudan"),
    c("STP", "ST", "Sao Tome and Principe"),
    c("SUR", "SR", "Suriname"),
    c("SVK", "SK", "Slovakia"),
    c("SVN", "SI", "Slovenia"),
    c("SWE", "SE", "Sweden"),
    c("SWZ", "SZ", "Eswatini"),
    c("SXM", "SX", "Sint Maarten (Dutch part)"),
    c("SYC", "SC", "Seychelles"),
    c("SYR", "SY", "Syria"),
    c("TCA", "TC", "Turks and Caicos Islands"),
    c("TCD", "TD", "Chad"),
    c("TGO", "TG", "Togo"),
    c("THA", "TH", "Thailand"),
    c("TJK", "TJ", "Tajikistan"),
    c("TKL", "TK", "Tokelau"),
    c("TKM", "TM", "Turkmenistan"),
    c("TLS", "TL", "Timor-Leste"),
    c("TON", "TO", "Tonga"),
    c("TTO", "TT", "Trinidad and Tobago"),
    c("TUN", "TN", "Tunisia"),
    c("TUR", "TR", "Türkiye"),
    c("TUV", "TV", "Tuvalu"),
    c("TWN", "TW", "Taiwan"),
    c("TZA", "TZ", "Tanzania"),
    c("UGA", "UG", "Uganda"),
    c("UKR", "UA", "Ukraine"),
    c("UMI", "UM", "United States Minor Outlying Islands"),
    c("URY", "UY", "Uruguay"),
    c("USA", "US", "United States"),
    c("UZB", "UZ", "Uzbekistan"),
    c("VAT", "VA", "Holy See (Vatican City State)"),
    c("VCT", "VC", "Saint Vincent and the Grenadines"),
    c("VEN", "VE", "Venezuela"),
    c("VGB", "VG", "Virgin Islands, British"),
    c("VIR", "VI", "Virgin Islands, U.S."),
    c("VNM", "VN", "Vietnam"),
    c("VUT", "VU", "Vanuatu"),
    c("WLF", "WF", "Wallis and Futuna"),
    c("WSM", "WS", "Samoa"),
    c("YEM", "YE", "Yemen"),
    c("ZAF", "ZA", "South Africa"),
    c("ZMB", "ZM", "Zambia"),
    c("ZWE", "ZW", "Zimbabwe"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_with_and_without_fillers() {
        assert_eq!(issuer("D<<").map(|c| c.name), Some("Germany"));
        assert_eq!(issuer("UTO").map(|c| c.alpha2), Some(""));
        assert!(issuer("GBD").is_some() && issuer("NLD").is_some());
        assert!(issuer("BDR").is_none() && issuer("").is_none());
        assert!(CODES.iter().enumerate().all(|(i, a)| CODES[..i].iter().all(|b| a.code != b.code)));
    }

    #[test]
    fn countries_are_found_in_every_spelling() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(country(text).map(|c| c.alpha2), expected, "{text}");
        };
        check("nl", Some("NL"));
        check("D<<", Some("DE"));
        check("GBN", Some("GB"));
        check("UTO", None);
        check("", None);
    }

    #[test]
    fn countries_are_the_same_in_every_spelling() {
        assert!(same_country("D<<", "DEU") && same_country("de", "D"));
        assert!(same_country("GBN", "gb") && same_country("UTO", "uto"));
        assert!(!same_country("AUS", "AUT") && !same_country("XXA", "XXB"));
    }
}
