//! What a pretend desktop's own programs are set up by: their settings, their variables, their bus.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{desktop::first_line, processes::Running};

pub(crate) const DUNSTRC: &str = "dunstrc";
pub(crate) const CHOSEN: &str = "chosen";
pub(crate) const BUS: &str = "bus.conf";

/// One panel over the whole width, its tray at the right end.
const PANEL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="32"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/>
        <value type="int" value="2"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-2" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
    </property>
  </property>
</channel>
"#;

/// Notifications stay until they are closed; the "menu" of their buttons takes the one that a
/// test has written into the file `chosen`.
const NOTIFIER: &str = "[global]
timeout = 0
idle_threshold = 0
history_length = 100
font = Sans 10
dmenu = @chooser@
mouse_left_click = do_action
[urgency_low]
timeout = 0
[urgency_normal]
timeout = 0
[urgency_critical]
timeout = 0
";

/// The X server's own settings for a card without a screen.
pub(crate) const TWO_SCREENS: &str = r#"
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AutoAddGPU" "false"
  Option "DontVTSwitch" "true"
EndSection
Section "Device"
  Identifier "card"
  Driver "dummy"
  VideoRam 64000
EndSection
Section "Monitor"
  Identifier "monitor"
  HorizSync 5-1000
  VertRefresh 5-200
  Modeline "640x800" 35 640 656 720 832 800 801 804 830
EndSection
Section "Screen"
  Identifier "screen"
  Device "card"
  Monitor "monitor"
  DefaultDepth 24
  SubSection "Display"
    Modes "640x800"
    Virtual 1280 800
  EndSubSection
EndSection
"#;

/// A session bus, and its address.
pub(crate) fn start_bus(root: &Path, display: &str) -> (Running, String) {
    let mut daemon = Running::start(
        Command::new("dbus-daemon")
            .args(["--nofork", "--print-address"])
            .arg(format!("--config-file={}", root.join(BUS).display()))
            .env_clear()
            .envs(session(root, display))
            .stdout(Stdio::piped()),
        root,
    );
    let address = first_line(&mut daemon);
    // Without the mark of this one run: the next one has the same place, as in a real session.
    let place = address.split(',').next().unwrap_or_default().to_owned();
    (daemon, place)
}

/// The variables of the desktop's own programs, whose home is not that of the program under test.
pub(crate) fn session(root: &Path, display: &str) -> Vec<(&'static str, PathBuf)> {
    let mut variables = vec![
        ("HOME", root.join("home")),
        ("XDG_CONFIG_HOME", root.join("home/.config")),
        ("XDG_DATA_HOME", root.join("home/.local/share")),
        ("XDG_CACHE_HOME", root.join("home/.cache")),
        ("XDG_RUNTIME_DIR", root.join("run")),
        ("DISPLAY", display.into()),
    ];
    variables.extend(env::var_os("PATH").map(|path| ("PATH", path.into())));
    variables
}

/// The files that the desktop's programs are set up by.
pub(crate) struct Files {
    pub(crate) chosen: PathBuf,
}

impl Files {
    pub(crate) fn lay_out(root: &Path) -> Self {
        let channels = root.join("home/.config/xfce4/xfconf/xfce-perchannel-xml");
        for folder in [&channels, &root.join("run"), &root.join("services")] {
            fs::create_dir_all(folder).unwrap();
        }
        fs::write(channels.join("xfce4-panel.xml"), PANEL).unwrap();
        // The panel's settings are a service that the bus starts, and the only one it may.
        let service = "org.xfce.Xfconf.service";
        let installed = Path::new("/usr/share/dbus-1/services").join(service);
        fs::copy(&installed, root.join("services").join(service))
            .unwrap_or_else(|error| panic!("{}: {error}", installed.display()));
        let settings = format!(
            "<busconfig><type>session</type><listen>unix:path={0}/run/bus</listen>\
             <auth>EXTERNAL</auth><servicedir>{0}/services</servicedir>\
             <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
             <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>",
            root.display()
        );
        fs::write(root.join(BUS), settings).unwrap();
        let chosen = root.join(CHOSEN);
        let chooser = root.join("chooser");
        let script = format!("#!/bin/sh\nexec grep -F -m 1 -f {}\n", chosen.display());
        fs::write(&chooser, script).unwrap();
        let executable = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        fs::set_permissions(&chooser, executable).unwrap();
        let settings = NOTIFIER.replace("@chooser@", &chooser.to_string_lossy());
        fs::write(root.join(DUNSTRC), settings).unwrap();
        Self { chosen }
    }
}
