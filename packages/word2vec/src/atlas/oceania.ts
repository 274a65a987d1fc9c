// Facts about the countries of Oceania, in the format that records.ts describes.

/** Countries of Oceania. */
export const OCEANIA: string = `
= australia
capital canberra; adjective australian; region australasia; language english; currency dollar
city sydney melbourne perth; river murray darling; range great_dividing_range; peak mount_kosciuszko; sea pacific_ocean indian_ocean
landmark the/sydney_opera_house uluru; food lamingtons; export iron_ore coal wool

= new_zealand
capital wellington; region australasia; language english maori; currency dollar
city auckland christchurch; river waikato; lake lake_taupo; range southern_alps; peak aoraki; sea tasman_sea pacific_ocean
landmark milford_sound; food pavlova; export milk lamb wool

= fiji
capital suva; adjective fijian; region melanesia; language fijian english; currency dollar
city lautoka nadi; peak tomanivi; sea pacific_ocean; landmark the/garden_of_the_sleeping_giant; food kokoda; export sugar mineral_water

= papua_new_guinea
capital port_moresby; adjective papua_new_guinean; region melanesia; language tok_pisin english; currency kina
borders indonesia
city lae; river sepik fly_river; peak mount_wilhelm; sea coral_sea; landmark the/kokoda_track; food mumu; export gold gas coffee

= the/solomon_islands
capital honiara; region melanesia; language english pijin; currency dollar
city gizo; peak mount_popomanaseu; sea pacific_ocean; landmark marovo_lagoon; food poi; export timber fish

= vanuatu
capital port_vila; adjective ni_vanuatu; region melanesia; language bislama french english; currency vatu
city luganville; peak mount_yasur; sea pacific_ocean coral_sea; landmark the/mele_cascades; food laplap; export copra kava

= kiribati
capital south_tarawa; region the/western_pacific; language gilbertese english; currency dollar
city betio; sea pacific_ocean; food palusami; export copra fish

= the/marshall_islands
capital majuro; adjective marshallese; region the/western_pacific; language marshallese english; currency dollar
city ebeye; sea pacific_ocean; landmark bikini_atoll; food breadfruit; export copra fish

= micronesia
capital palikir; adjective micronesian; region the/western_pacific; language english chuukese; currency dollar
city weno kolonia; sea pacific_ocean; landmark nan_madol; food breadfruit; export fish

= nauru
adjective nauruan; region the/western_pacific; language nauruan english; currency dollar
lake buada_lagoon; sea pacific_ocean; food coconut_fish; export phosphates

= palau
capital ngerulmud; adjective palauan; region the/western_pacific; language palauan english; currency dollar
city koror; lake jellyfish_lake; sea pacific_ocean; landmark the/rock_islands; food taro; export fish

= samoa
capital apia; adjective samoan; region polynesia; language samoan english; currency tala
city salelologa; sea pacific_ocean; landmark the/to_sua_trench; food palusami oka; export copra fish

= tonga
capital nukualofa; adjective tongan; region polynesia; language tongan english; currency paanga
city neiafu; sea pacific_ocean; landmark the/haamonga_a_maui; food lu_pulu; export squash vanilla

= tuvalu
capital funafuti; adjective tuvaluan; region polynesia; language tuvaluan english; currency dollar
sea pacific_ocean; food pulaka; export fish copra
`
