package model

// countries are the officially assigned codes of ISO 3166-1.
const countries = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
	"CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR " +
	"GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP " +
	"KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ " +
	"NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW " +
	"SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ " +
	"UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"

// countryWords are names, three-letter codes and languages that people write where a code is wanted, lower case.
const countryWords = `CN chn,china,zh,prc,zhongguo,中国,中國,中华人民共和国,people's republic of china
TW twn,taiwan,台湾,台灣
HK hkg,hong kong,香港
MO mac,macao,macau,澳门,澳門
GB uk,gbr,england,britain,great britain,united kingdom,英国
US usa,u.s,u.s.a,america,united states,united states of america,en,美国
JP jpn,japan,ja,日本
KR kor,korea,south korea,ko,韩国
IN ind,india,hi,印度
DE deu,ger,germany,deutschland,德国
FR fra,france,法国
IT ita,italy,italia,意大利
ES esp,spain,españa,西班牙
PT prt,portugal,葡萄牙
NL nld,netherlands,the netherlands,holland,荷兰
BE bel,belgium,比利时
CH che,switzerland,schweiz,suisse,瑞士
AT aut,austria,österreich,奥地利
SE swe,sweden,sverige,sv,瑞典
NO nor,norway,norge,nb,挪威
DK dnk,denmark,danmark,da,丹麦
FI fin,finland,suomi,芬兰
PL pol,poland,polska,波兰
CZ cze,czechia,czech republic,cs,捷克
GR grc,greece,el,希腊
IE irl,ireland,爱尔兰
UA ukr,ukraine,乌克兰
RU rus,russia,俄罗斯
TR tur,turkey,türkiye,土耳其
IL isr,israel,he,以色列
IR irn,iran,fa,伊朗
CA can,canada,加拿大
MX mex,mexico,méxico,墨西哥
BR bra,brazil,brasil,巴西
AR arg,argentina,阿根廷
AU aus,australia,澳大利亚
NZ nzl,new zealand,新西兰
SG sgp,singapore,新加坡
MY mys,malaysia,马来西亚
ID idn,indonesia,印度尼西亚
TH tha,thailand,泰国
VN vnm,vietnam,viet nam,vi,越南
PH phl,philippines,菲律宾
ZA zaf,south africa,南非
EG egy,egypt,埃及`
